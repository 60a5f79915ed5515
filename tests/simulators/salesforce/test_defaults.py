"""What the vendor fills in."""

from __future__ import annotations

from .tenant import Tenant


def test_defaults_users_and_numbers_are_filled_in(tenant: Tenant) -> None:
    """Status, owner, account of the contact, autonumbers that count up."""
    account = tenant.create("Account", Name="Acme")
    contact = tenant.create("Contact", LastName="L", AccountId=account)
    cases = [tenant.read("Case", tenant.create("Case", ContactId=contact)) for _ in range(2)]
    assert [case["CaseNumber"] for case in cases] == ["00001000", "00001001"]
    assert {(case["Status"], case["Priority"], case["OwnerId"]) for case in cases} == {
        ("New", "Medium", tenant.org.user_id)
    }
    assert {case["AccountId"] for case in cases} == {account}


def test_formats_of_autonumbers_are_followed(tenant: Tenant) -> None:
    """A custom object has a prefix; today is a default too."""
    invoice = tenant.create("Invoice__c", Account__c=tenant.create("Account", Name="Acme"))
    record = tenant.read("Invoice__c", invoice)
    assert (record["Name"], record["Status__c"], record["Issued_On__c"]) == (
        "INV-01000",
        "Open",
        "2026-01-05",
    )


def test_a_null_leaves_the_default_of_a_field_that_needs_one(tenant: Tenant) -> None:
    """A nillable field takes the null."""
    lead = tenant.create("Lead", LastName="L", Company="C", Status=None)
    assert tenant.read("Lead", lead)["Status"] == "Open - Not Contacted"
    case = tenant.create("Case", Status=None)
    assert tenant.read("Case", case)["Status"] is None


def test_a_default_may_be_another_field(tenant: Tenant) -> None:
    """The nickname of a user is the alias."""
    profile = tenant.rows("SELECT Id FROM Profile")[0]["Id"]
    user = tenant.create(
        "User",
        Username="ben@example.com",
        LastName="Brandt",
        Email="ben@example.com",
        Alias="ben",
        TimeZoneSidKey="Europe/Berlin",
        LocaleSidKey="de_DE",
        EmailEncodingKey="UTF-8",
        LanguageLocaleKey="de",
        ProfileId=profile,
    )
    record = tenant.read("User", user)
    assert (record["CommunityNickname"], record["IsActive"], record["Name"]) == ("ben", True, "Brandt")
