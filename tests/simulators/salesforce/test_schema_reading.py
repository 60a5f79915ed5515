"""Reading objects.yaml."""

from __future__ import annotations

import pytest

from simulators.salesforce.schema_reading import read_schema, words

from .tenant import ROOT
from .test_schema import SCHEMA


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("AnnualRevenue", "Annual Revenue"),
        ("AccountId", "Account ID"),
        ("External_Id__c", "External ID"),
        ("Name", "Name"),
    ],
)
def test_labels_default_to_the_name_in_words(name: str, label: str) -> None:
    """A final Id becomes ID, the custom suffix goes."""
    assert words(name) == label


def test_it_is_read_once() -> None:
    """Every org of a process shares the objects."""
    assert read_schema(ROOT / "contracts" / "salesforce") is SCHEMA


def test_every_reference_leads_to_an_object() -> None:
    """Targets, child relationships, compounds and derivations name what exists."""
    for type in SCHEMA.types:
        for field in type.fields:
            assert all(SCHEMA.find(target) is not None for target in field.reference_to), field.name
            assert field.compound is None or type.field(field.compound) is not None, field.name
        for child in type.children:
            target = SCHEMA.find(child.object)
            assert target is not None, (type.name, child)
            assert target.field(child.field) is not None, (type.name, child)


def test_every_required_field_exists() -> None:
    """Alternatives included."""
    for type in SCHEMA.types:
        names = [name for entry in type.required for name in ((entry,) if isinstance(entry, str) else entry)]
        assert all(type.field(name) is not None for name in names), type.name


def test_system_fields_stand_first_and_last() -> None:
    """But for objects that do without."""
    names = [field.name for field in SCHEMA.type_named("Contact").fields]
    assert names[:2] == ["Id", "IsDeleted"]
    assert names[-1] == "SystemModstamp"
    assert SCHEMA.type_named("User").field("IsDeleted") is None
