"""Columns of an upload."""

from __future__ import annotations

import pytest

from simulators.salesforce.bulk.columns import Column, read_columns, read_row
from simulators.salesforce.bulk.dialect import Unreadable

from ..tenant import Tenant


def test_columns_are_fields_and_parents(tenant: Tenant) -> None:
    """In any case; polymorphic parents name their object."""
    header = ["lastname", "Account.external_id__c", "Owner:User.Username"]
    contact, case = tenant.org.type("Contact"), tenant.org.type("Case")
    assert read_columns(tenant.org, contact, header[:2], "insert") == [
        Column("LastName"),
        Column("Account", "External_Id__c", None),
    ]
    assert read_columns(tenant.org, case, header[2:], "insert") == [Column("Owner", "Username", "User")]


@pytest.mark.parametrize("name", ["Foo", "Foo.Bar", "Account.Foo", "Owner:Foo.Name", "Account:Lead.Name"])
def test_unknown_columns_fail_the_job(tenant: Tenant, name: str) -> None:
    """With the name."""
    with pytest.raises(Unreadable, match=f"InvalidBatch : Field name not found : {name}"):
        read_columns(tenant.org, tenant.org.type("Contact"), [name], "insert")


@pytest.mark.parametrize("header", [["Id", "LastName"], ["LastName"], []])
def test_deletions_have_the_id_alone(tenant: Tenant, header: list[str]) -> None:
    """Nothing else."""
    with pytest.raises(Unreadable):
        read_columns(tenant.org, tenant.org.type("Contact"), header, "delete")


def test_cells_are_values_nulls_or_nothing() -> None:
    """An empty cell writes nothing, #N/A null."""
    columns = [Column("A"), Column("B"), Column("C"), Column("P", "X__c", "User")]
    assert read_row(columns, ["1", "", "#N/A", "e"]) == {
        "A": "1",
        "C": None,
        "P": {"X__c": "e", "attributes": {"type": "User"}},
    }
