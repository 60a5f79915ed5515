"""The objects of the org."""

from __future__ import annotations

import pytest

from simulators.salesforce.schema import ObjectType, Schema
from simulators.salesforce.schema_reading import read_schema

from .tenant import ROOT

SCHEMA: Schema = read_schema(ROOT / "contracts" / "salesforce")
CONTACT: ObjectType = SCHEMA.type_named("Contact")


@pytest.mark.parametrize("name", ["Contact", "contact", "CONTACT"])
def test_names_are_found_in_any_case(name: str) -> None:
    """Objects, fields, relationships and children alike."""
    assert SCHEMA.find(name) is CONTACT
    field, reference, child = CONTACT.field("LASTNAME"), CONTACT.relationship("account"), CONTACT.child("cases")
    assert field is not None
    assert field.name == "LastName"
    assert reference is not None
    assert reference.name == "AccountId"
    assert child is not None
    assert child.object == "Case"


def test_ids_tell_their_object() -> None:
    """By the key prefix."""
    assert SCHEMA.type_of_id("0035g00000K0000AAB") is CONTACT
    assert SCHEMA.type_of_id("zzz5g00000K0000AAB") is None


def test_a_new_record_has_every_stored_field() -> None:
    """Null, false for booleans, defaults; what is computed when read is not there."""
    template = SCHEMA.type_named("Case").template
    assert (template["Subject"], template["IsEscalated"], template["Status"]) == (None, False, "New")
    assert "ContactEmail" not in template
    assert "LastViewedDate" not in template


@pytest.mark.parametrize(
    ("name", "filterable", "groupable"),
    [
        ("LastName", True, True),
        ("Description", False, False),
        ("MailingAddress", False, False),
        ("CreatedDate", True, False),
    ],
)
def test_fields_know_what_queries_may_do_with_them(name: str, filterable: bool, groupable: bool) -> None:
    """Long texts and compounds are not filtered, datetimes not grouped."""
    field = CONTACT.field(name)
    assert field is not None
    assert (field.is_filterable, field.is_groupable) == (filterable, groupable)
