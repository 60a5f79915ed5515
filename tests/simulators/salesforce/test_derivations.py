"""Derived fields that records hold."""

from __future__ import annotations

from .tenant import Tenant


def test_columns_of_a_picklist_value_are_taken(tenant: Tenant) -> None:
    """The stage tells probability and outcome; the probability may be overridden."""
    values = {"Name": "Deal", "CloseDate": "2026-05-17", "Amount": 200}
    opportunity = tenant.create("Opportunity", StageName="Closed Won", **values)
    record = tenant.read("Opportunity", opportunity)
    assert (record["Probability"], record["IsWon"], record["IsClosed"], record["ExpectedRevenue"]) == (
        100,
        True,
        True,
        200,
    )
    assert (record["FiscalYear"], record["FiscalQuarter"], record["Fiscal"]) == (2026, 2, "2026 2")
    other = tenant.read("Opportunity", tenant.create("Opportunity", StageName="Prospecting", Probability=55, **values))
    assert (other["Probability"], other["IsWon"], other["ExpectedRevenue"]) == (55, False, 110)


def test_a_case_remembers_when_it_was_closed(tenant: Tenant) -> None:
    """And forgets it when it is opened again."""
    case = tenant.create("Case", Subject="Broken")
    assert tenant.read("Case", case)["ClosedDate"] is None
    tenant.advance(60)
    tenant.update("Case", case, Status="Closed")
    closed = tenant.read("Case", case)
    assert (closed["IsClosed"], closed["ClosedDate"]) == (True, "2026-01-05T09:01:00.000+0000")
    tenant.advance(60)
    tenant.update("Case", case, Subject="Still broken")
    assert tenant.read("Case", case)["ClosedDate"] == closed["ClosedDate"]
    tenant.update("Case", case, Status="Working")
    assert tenant.read("Case", case)["ClosedDate"] is None


def test_names_are_joined(tenant: Tenant) -> None:
    """Without the parts that are null."""
    contact = tenant.create("Contact", LastName="Okafor", FirstName="Ada")
    assert tenant.read("Contact", contact)["Name"] == "Ada Okafor"
    tenant.update("Contact", contact, FirstName=None)
    assert tenant.read("Contact", contact)["Name"] == "Okafor"


def test_an_unknown_status_is_not_closed(tenant: Tenant) -> None:
    """Standard picklists take any text."""
    assert tenant.read("Case", tenant.create("Case", Status="Parked"))["IsClosed"] is False


def test_a_task_knows_its_account(tenant: Tenant) -> None:
    """That of the record that it is about, or of the person."""
    account = tenant.create("Account", Name="Acme")
    contact = tenant.create("Contact", LastName="L", AccountId=account)
    assert tenant.read("Task", tenant.create("Task", WhoId=contact))["AccountId"] == account
    assert tenant.read("Task", tenant.create("Task", WhatId=account))["AccountId"] == account


def test_the_other_half_of_an_event_is_filled_in(tenant: Tenant) -> None:
    """Start and duration give the end; what is given stays."""
    event = tenant.create("Event", StartDateTime="2026-03-01T10:00:00Z", DurationInMinutes=30)
    record = tenant.read("Event", event)
    assert record["EndDateTime"] == "2026-03-01T10:30:00.000+0000"
    assert (record["ActivityDateTime"], record["ActivityDate"]) == (
        "2026-03-01T10:00:00.000+0000",
        "2026-03-01",
    )


def test_who_activated_is_kept(tenant: Tenant) -> None:
    """User and moment of the change that made it true."""
    account = tenant.create("Account", Name="Acme")
    contract = tenant.create("Contract", AccountId=account)
    tenant.update("Contract", contract, Status="Activated")
    record = tenant.read("Contract", contract)
    assert (record["ActivatedById"], record["StatusCode"]) == (tenant.org.user_id, "Activated")
    assert record["ActivatedDate"] == tenant.org.now_text
