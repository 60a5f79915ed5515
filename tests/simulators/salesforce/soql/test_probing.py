"""Indexes for conditions."""

from __future__ import annotations

import pytest

from simulators.salesforce.soql.statement import prepare

from ..tenant import Tenant


@pytest.fixture(scope="module")
def tenant() -> Tenant:
    """An org with 60 contacts of 3 accounts."""
    return Tenant({"accounts": 3, "contacts": 60})


@pytest.mark.parametrize(
    ("condition", "looked_at"),
    [
        ("Email = 'ADA.okafor.1@example.com'", 1),
        ("Id = '0035g00000K0000'", 1),
        ("Id IN ('0035g00000K0000', '0035g00000K0001AAB', '0035g00000Zzzzz', '0035g00000K0000')", 2),
        ("Email IN ('ada.okafor.1@example.com', 'nobody')", 1),
        ("FirstName = 'ADA' AND Email = 'ada.okafor.1@example.com'", 1),
        ("FirstName = 'ada' AND (LastName = 'x' OR LastName = 'y')", 5),
        ("AccountId = '0015g00000K0001AAB'", 20),
        ("Title = null", 60),
        ("Email = 'x' OR FirstName = 'Ada'", None),
        ("Email != 'x'", None),
        ("Email LIKE 'ada%'", None),
        ("Account.Name = 'Acme 1'", None),
        ("DoNotCall = false", None),
        ("(NOT Email = 'x')", None),
    ],
)
def test_only_candidates_are_looked_at(tenant: Tenant, condition: str, looked_at: int | None) -> None:
    """The most selective index that the condition allows; otherwise every row."""
    view = tenant.view
    plan = prepare(f"SELECT Id FROM Contact WHERE {condition}", view)
    assert (len(list(plan.probe(view))) if plan.probe is not None else None) == looked_at


def test_an_index_gives_the_rows_that_a_scan_would(tenant: Tenant) -> None:
    """In the order of their ids, after changes too."""
    tenant.update("Contact", "0035g00000K0002AAB", FirstName="Ada")
    condition = "FirstName = 'ada'"
    indexed = tenant.rows(f"SELECT Id FROM Contact WHERE {condition}")
    scanned = tenant.rows(f"SELECT Id FROM Contact WHERE ({condition}) OR Email = 'nobody'")
    assert indexed == scanned
    assert indexed == sorted(indexed, key=lambda row: row["Id"])
