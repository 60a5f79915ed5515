"""What describe tells of fields."""

from __future__ import annotations

from typing import Any

import pytest

from simulators.salesforce.describe import describe_field, description

from .test_schema import SCHEMA


def described(path: str) -> dict[str, Any]:
    """Return the describe of ``Object.Field``."""
    type_name, _, name = path.partition(".")
    type = SCHEMA.type_named(type_name)
    field = type.field(name)
    assert field is not None
    return describe_field(type, field)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (
            "Contact.Id",
            {"type": "id", "length": 18, "byteLength": 18, "soapType": "tns:ID", "createable": False},
        ),
        ("Contact.LastName", {"length": 80, "byteLength": 240, "soapType": "xsd:string", "nillable": False}),
        (
            "Account.AnnualRevenue",
            {"length": 0, "precision": 18, "scale": 0, "soapType": "xsd:double", "groupable": False},
        ),
        (
            "Account.NumberOfEmployees",
            {"digits": 8, "precision": 0, "soapType": "xsd:int", "groupable": True},
        ),
        ("Contact.Description", {"filterable": False, "sortable": False, "aggregatable": False}),
        ("Contact.DoNotCall", {"aggregatable": False, "defaultValue": False, "defaultedOnCreate": True}),
        ("Contact.MailingAddress", {"soapType": "urn:address", "createable": False}),
        ("Contact.MailingCity", {"compoundFieldName": "MailingAddress"}),
        (
            "Case.OwnerId",
            {"referenceTo": ["Group", "User"], "polymorphicForeignKey": True, "defaultedOnCreate": True},
        ),
        ("Case.CaseNumber", {"autoNumber": True, "nameField": True, "idLookup": True}),
        ("Contact.External_Id__c", {"custom": True, "externalId": True, "unique": True}),
        ("Opportunity.ExpectedRevenue", {"calculated": True, "updateable": False}),
        ("Contact.CreatedDate", {"soapType": "xsd:dateTime", "type": "datetime", "updateable": False}),
    ],
)
def test_attributes_follow_from_the_field(path: str, expected: dict[str, Any]) -> None:
    """As recorded describes have them."""
    found = described(path)
    assert {name: found[name] for name in expected} == expected


def test_picklist_values_are_listed() -> None:
    """With label and default."""
    values = described("Case.Status")["picklistValues"]
    assert values[0] == {
        "active": True,
        "defaultValue": True,
        "label": "New",
        "validFor": None,
        "value": "New",
    }
    assert described("EmailMessage.Status")["picklistValues"][1]["label"] == "Read"


def test_child_relationships_and_record_types_are_listed() -> None:
    """One record type, the master."""
    content = description(SCHEMA.type_named("Account"), "/services/data/v68.0")
    children = {child["relationshipName"]: child for child in content["childRelationships"]}
    assert children["Cases"]["restrictedDelete"] is True
    assert children["Contacts"]["cascadeDelete"] is True
    assert [info["recordTypeId"] for info in content["recordTypeInfos"]] == ["012000000000000AAA"]
