"""What records must obey."""

from __future__ import annotations

from typing import Any

import pytest

from .tenant import Tenant

LONG = "x" * 81


@pytest.mark.parametrize(
    ("type", "values", "code", "message", "fields"),
    [
        (
            "Lead",
            {},
            "REQUIRED_FIELD_MISSING",
            "Required fields are missing: [LastName, Company]",
            ["LastName", "Company"],
        ),
        (
            "Contact",
            {"LastName": " "},
            "REQUIRED_FIELD_MISSING",
            "Required fields are missing: [LastName]",
            ["LastName"],
        ),
        (
            "Contact",
            {"LastName": LONG},
            "STRING_TOO_LONG",
            f"Last Name: data value too large: {LONG} (max length=80)",
            ["LastName"],
        ),
        (
            "Contact",
            {"LastName": "L", "CleanStatus": "Foo"},
            "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            "Clean Status: bad value for restricted picklist field: Foo",
            ["CleanStatus"],
        ),
        (
            "Contact",
            {"LastName": "L", "AccountId": "0035g00000K0000AAB"},
            "MALFORMED_ID",
            "Account ID: id value of incorrect type: 0035g00000K0000AAB",
            ["AccountId"],
        ),
        (
            "Contact",
            {"LastName": "L", "AccountId": "0015g00000K0000AAB"},
            "INVALID_CROSS_REFERENCE_KEY",
            "invalid cross reference id",
            ["AccountId"],
        ),
        (
            "Asset",
            {"Name": "A"},
            "REQUIRED_FIELD_MISSING",
            "Required fields are missing: [AccountId]",
            ["AccountId"],
        ),
    ],
)
def test_faults_are_named(
    tenant: Tenant, type: str, values: dict[str, Any], code: str, message: str, fields: list[str]
) -> None:
    """With the vendor's texts and the fields concerned; nothing is stored."""
    response = tenant.call("POST", f"sobjects/{type}", values)
    assert (response.status, response.json()) == (
        400,
        [{"message": message, "errorCode": code, "fields": fields}],
    )
    assert tenant.effects == []


def test_several_faults_are_told_together(tenant: Tenant) -> None:
    """One entry each."""
    values = {"LastName": LONG, "FirstName": "y" * 41, "AccountId": "0035g00000K0000AAB"}
    errors = tenant.call("POST", "sobjects/Contact", values).json()
    assert [error["errorCode"] for error in errors] == ["STRING_TOO_LONG", "STRING_TOO_LONG", "MALFORMED_ID"]


def test_a_required_field_cannot_be_emptied(tenant: Tenant) -> None:
    """Nor can one that may not be null."""
    lead = tenant.create("Lead", LastName="L", Company="C")
    for values, name in (({"Company": None}, "Company"), ({"Status": ""}, "Status")):
        response = tenant.call("PATCH", f"sobjects/Lead/{lead}", values)
        assert response.json()[0]["fields"] == [name]


def test_unrestricted_picklists_take_any_text(tenant: Tenant) -> None:
    """Restricted ones take their values in any case."""
    assert tenant.read("Account", tenant.create("Account", Name="A", Industry="Basket weaving"))["Industry"]
    account = tenant.create("Account", Name="B", CleanStatus="pending")
    assert tenant.read("Account", account)["CleanStatus"] == "pending"


def test_unique_values_belong_to_one_record(tenant: Tenant) -> None:
    """The error names the other one by its short id; the record itself may keep its value."""
    first = tenant.create("Account", Name="One", External_Id__c="A-1")
    response = tenant.call("POST", "sobjects/Account", {"Name": "Two", "External_Id__c": "a-1"})
    text = f"duplicate value found: External_Id__c duplicates value on record with id: {first[:15]}"
    assert response.json() == [{"message": text, "errorCode": "DUPLICATE_VALUE", "fields": []}]
    tenant.update("Account", first, External_Id__c="A-1")
    tenant.delete("Account", first)
    tenant.create("Account", Name="Two", External_Id__c="A-1")


def test_a_deleted_parent_is_out_of_reach(tenant: Tenant) -> None:
    """The reference is refused."""
    account = tenant.create("Account", Name="Acme")
    tenant.delete("Account", account)
    response = tenant.call("POST", "sobjects/Contact", {"LastName": "L", "AccountId": account})
    assert response.json()[0]["errorCode"] == "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY"
