"""Recent items."""

from __future__ import annotations

import pytest

from .tenant import Tenant


def test_what_was_read_last_stands_first(tenant: Tenant) -> None:
    """Reading again moves a record up; deleted ones are gone."""
    ids = [tenant.create("Account", Name=name) for name in ("A", "B", "C")]
    for record_id in (*ids, ids[0]):
        tenant.read("Account", record_id)
    assert [item["Name"] for item in tenant.get("recent")] == ["A", "C", "B"]
    tenant.delete("Account", ids[2])
    assert [item["Id"] for item in tenant.get("recent?limit=1")] == [ids[0]]
    assert [item["Name"] for item in tenant.get("recent")] == ["A", "B"]


@pytest.mark.parametrize("limit", ["0", "201", "x"])
def test_the_limit_is_checked(tenant: Tenant, limit: str) -> None:
    """From 1 to 200."""
    assert tenant.call("GET", f"recent?limit={limit}").status == 400


def test_an_object_tells_its_own_recent_items(tenant: Tenant) -> None:
    """Those of other objects are left out."""
    account, contact = tenant.create("Account", Name="A"), tenant.create("Contact", LastName="L")
    tenant.read("Account", account)
    tenant.read("Contact", contact)
    assert [item["Id"] for item in tenant.get("sobjects/Account")["recentItems"]] == [account]
