"""Fields that are computed when they are read."""

from __future__ import annotations

import base64

from .tenant import Tenant


def test_a_case_shows_its_contact(tenant: Tenant) -> None:
    """As the contact is now, without a change of the case."""
    contact = tenant.create("Contact", LastName="L", Email="old@example.com")
    case = tenant.create("Case", ContactId=contact)
    tenant.update("Contact", contact, Email="new@example.com")
    assert tenant.read("Case", case)["ContactEmail"] == "new@example.com"
    assert [row["ContactEmail"] for row in tenant.rows("SELECT ContactEmail FROM Case WHERE ContactEmail LIKE 'NEW%'")]


def test_a_member_shows_its_lead_or_contact(tenant: Tenant) -> None:
    """Whichever reference is set."""
    campaign = tenant.create("Campaign", Name="Spring")
    lead = tenant.create("Lead", LastName="Lead", Company="C")
    member = tenant.create("CampaignMember", CampaignId=campaign, LeadId=lead)
    record = tenant.read("CampaignMember", member)
    assert (record["LastName"], record["Type"], record["LeadOrContactId"]) == ("Lead", "Lead", lead)


def test_rollups_look_at_children(tenant: Tenant) -> None:
    """They count, sum and ask for existence."""
    campaign = tenant.create("Campaign", Name="Spring")
    values = {"Name": "Deal", "CloseDate": "2026-05-17", "CampaignId": campaign}
    tenant.create("Opportunity", StageName="Closed Won", Amount=100, **values)
    tenant.create("Opportunity", StageName="Prospecting", Amount=50, **values)
    record = tenant.read("Campaign", campaign)
    assert (record["NumberOfOpportunities"], record["NumberOfWonOpportunities"]) == (2, 1)
    assert (record["AmountAllOpportunities"], record["AmountWonOpportunities"]) == (150, 100)


def test_addresses_are_compounds(tenant: Tenant) -> None:
    """An object of the parts, null when there are none."""
    account = tenant.create("Account", Name="Acme", BillingCity="Kyiv", BillingCountry="UA")
    record = tenant.read("Account", account)
    assert record["BillingAddress"]["city"] == "Kyiv"
    assert record["BillingAddress"]["street"] is None
    assert record["ShippingAddress"] is None


def test_the_last_activity_is_the_latest(tenant: Tenant) -> None:
    """Of tasks and events."""
    account = tenant.create("Account", Name="Acme")
    for day in ("2026-02-01", "2026-03-01"):
        tenant.create("Task", WhatId=account, ActivityDate=day)
    assert tenant.read("Account", account)["LastActivityDate"] == "2026-03-01"


def test_a_record_knows_when_it_was_viewed(tenant: Tenant) -> None:
    """Reading it sets the date for the reader."""
    account = tenant.create("Account", Name="Acme")
    assert tenant.rows("SELECT LastViewedDate FROM Account") == [{"LastViewedDate": None}]
    assert tenant.read("Account", account)["LastViewedDate"] == tenant.org.now_text


def test_binary_fields_show_their_path(tenant: Tenant) -> None:
    """Never the bytes."""
    account = tenant.create("Account", Name="Acme")
    body = base64.b64encode(b"hello").decode()
    attachment = tenant.create("Attachment", Name="a.txt", ParentId=account, Body=body)
    record = tenant.read("Attachment", attachment)
    assert record["Body"] == f"/services/data/v68.0/sobjects/Attachment/{attachment}/Body"
    assert record["BodyLength"] == 5


def test_templates_are_filled_in(tenant: Tenant) -> None:
    """With the record's own fields."""
    account = tenant.create("Account", Name="Acme")
    assert tenant.read("Account", account)["PhotoUrl"] == f"/services/images/photo/{account}"
