"""Fields that a caller sends."""

from __future__ import annotations

from typing import Any

import pytest

from .tenant import Tenant, error_of


def test_names_are_taken_in_any_case(tenant: Tenant) -> None:
    """They come out in their canonical case."""
    contact = tenant.create("cONTACT", lastname="Okafor", EMAIL="a@example.com")
    record = tenant.read("Contact", contact)
    assert (record["LastName"], record["Email"]) == ("Okafor", "a@example.com")


@pytest.mark.parametrize(
    ("values", "code", "message"),
    [
        ({"Foo": 1}, "INVALID_FIELD", "No such column 'Foo' on sobject of type Contact"),
        ({"Id": "x"}, "INVALID_FIELD_FOR_INSERT_UPDATE", "cannot specify Id in an insert call"),
        (
            {"Name": "x", "CreatedDate": None},
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            "Unable to create/update fields: Name, Crea",
        ),
        (
            {"Account": {"External_Id__c": "A-9"}},
            "INVALID_FIELD",
            "Foreign key external ID: a-9 not found for field Ext",
        ),
        (
            {"Account": {"Industry": "x"}},
            "INVALID_FIELD",
            "Industry is not an External ID or indexed field for Account",
        ),
        ({"Account": {"Foo": "x"}}, "INVALID_FIELD", "No such column 'Foo' on sobject of type Account"),
        (
            {"Account": {"External_Id__c": "1", "Name": "x"}},
            "INVALID_FIELD",
            "More than 1 field provided in an external",
        ),
        (
            {"Account": 5},
            "JSON_PARSER_ERROR",
            "Cannot deserialize instance of string from VALUE_NUMBER_INT value 5",
        ),
    ],
)
def test_unknown_and_read_only_fields_are_refused(
    tenant: Tenant, values: dict[str, Any], code: str, message: str
) -> None:
    """And so are parents that cannot be found."""
    response = tenant.call("POST", "sobjects/Contact", {"LastName": "L", **values})
    found = error_of(response)
    assert (response.status, found[0]) == (400, code)
    assert found[1].startswith(message)


def test_the_id_is_not_part_of_an_update(tenant: Tenant) -> None:
    """It stands in the path."""
    contact = tenant.create("Contact", LastName="L")
    response = tenant.call("PATCH", f"sobjects/Contact/{contact}", {"Id": contact})
    assert error_of(response) == (
        "INVALID_FIELD",
        "The Id field should not be specified in the sobject data.",
    )


def test_parents_are_found_by_their_external_id(tenant: Tenant) -> None:
    """Polymorphic ones by the object that is named, or by the first that has the field."""
    account = tenant.create("Account", Name="Acme", External_Id__c="A-1")
    contact = tenant.create("Contact", LastName="L", account={"external_id__c": "A-1"})
    assert tenant.read("Contact", contact)["AccountId"] == account
    tenant.update("Contact", contact, Account=None)
    assert tenant.read("Contact", contact)["AccountId"] is None
    user = {"attributes": {"type": "User"}, "Username": "integration@windtunnel.example"}
    case = tenant.create("Case", Owner=user)
    other = tenant.create("Case", Owner={"Username": "integration@windtunnel.example"})
    assert tenant.read("Case", case)["OwnerId"] == tenant.read("Case", other)["OwnerId"] == tenant.org.user_id


def test_several_parents_with_one_value_are_refused(tenant: Tenant) -> None:
    """An external id need not be unique."""
    for name in ("A", "B"):
        tenant.create("Contact", LastName=name, Legacy_Id__c="L-1")
    response = tenant.call("POST", "sobjects/Case", {"Contact": {"Legacy_Id__c": "L-1"}})
    assert error_of(response)[1].startswith("More than one record found for external id field Legacy_Id__c")
