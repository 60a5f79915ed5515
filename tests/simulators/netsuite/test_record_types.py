"""Record types, read from the contract."""

from __future__ import annotations

import pytest

from simulators.netsuite.record_types import Catalogue, Kind, custom_type, label_of, read_types

from .tenant import contract

TYPES = read_types(contract())


def test_fields_come_from_the_schemas() -> None:
    """Kinds, what cannot be written, and where references lead."""
    bill = TYPES["vendorBill"]
    kinds = {
        name: bill.fields[name].kind
        for name in ("tranId", "tranDate", "total", "entity", "status", "item", "createdDate")
    }
    assert list(kinds.values()) == [
        Kind.TEXT, Kind.DATE, Kind.NUMBER, Kind.REFERENCE, Kind.ENUM, Kind.SUBLIST, Kind.MOMENT
    ]  # fmt: skip
    assert (bill.fields["total"].read_only, bill.fields["memo"].read_only) == (True, False)
    assert bill.fields["entity"].targets == ("vendor",)
    assert bill.sublists["item"].fields["orderDoc"].targets == ("purchaseOrder",)


def test_every_reference_leads_to_a_type() -> None:
    """Otherwise no value would ever fit."""
    for type in TYPES.values():
        fields = [
            *type.fields.values(),
            *(each for sublist in type.sublists.values() for each in sublist.fields.values()),
        ]
        for field in fields:
            if field.kind is Kind.REFERENCE:
                assert field.targets, f"{type.name}.{field.name}"
                assert set(field.targets) <= set(TYPES)


def test_what_is_required_exists_and_collections_are_apart() -> None:
    """Effects carry the names of collections."""
    for type in TYPES.values():
        assert {name for choice in type.required for name in choice} <= set(type.fields)
        assert set(type.sublists) == {name for name, field in type.fields.items() if field.kind is Kind.SUBLIST}
    collections = [type.collection for type in TYPES.values()]
    assert len(set(collections)) == len(collections)
    assert TYPES["vendorBill"].collection == "vendorbills"


def test_supporting_types_cannot_be_written() -> None:
    """The contract has no operation for it."""
    assert {name for name, type in TYPES.items() if not type.writable} == {"currency", "subsidiary", "account", "term"}


def test_custom_records_are_types_of_their_own() -> None:
    """With ids of their own."""
    catalogue = Catalogue(TYPES, ("customrecord_wt_decision",))
    found = catalogue.find("CUSTOMRECORD_WT_decision")
    assert found is not None
    assert found.is_custom
    assert [type.name for type in catalogue.family("customrecord_wt_decision")] == ["customrecord_wt_decision"]
    assert not TYPES["vendor"].is_custom
    assert custom_type("customrecord1").fields["name"].kind is Kind.TEXT


@pytest.mark.parametrize(
    ("id", "label"), [("_pendingBill", "Pending Bill"), ("open", "Open"), ("net30Days", "Net 30 Days"), ("", "")]
)
def test_enums_have_labels(id: str, label: str) -> None:
    """Made of their ids."""
    assert label_of(id) == label
