"""Writing records."""

from __future__ import annotations

import pytest

from simulators.netsuite import records
from simulators.netsuite.errors import Refused

from .tenant import Tenant, error_of

CUSTOMER = {"companyName": "C", "subsidiary": {"id": "1"}}


@pytest.mark.parametrize(
    ("type", "body", "missing"),
    [
        ("customer", {}, "subsidiary, companyName or lastName"),
        ("customer", {"subsidiary": {"id": "1"}, "lastName": ""}, "companyName or lastName"),
        ("purchaseOrder", {"item": {"items": []}}, "entity, item"),
        ("vendorBill", {}, "entity, item or expense"),
        ("serviceSaleItem", {}, "itemId"),
    ],
)
def test_what_is_required_must_be_there(tenant: Tenant, type: str, body: dict[str, object], missing: str) -> None:
    """All that is missing is told."""
    assert error_of(tenant.call("POST", type, body))[2].endswith(f"Please enter value(s) for: {missing}")


def test_what_is_required_cannot_be_taken_away(tenant: Tenant) -> None:
    """By a change either."""
    record = tenant.create("customer", **CUSTOMER)
    assert error_of(tenant.call("PATCH", f"customer/{record}", {"companyName": None}))[1] == "USER_ERROR"


def test_an_external_id_is_unique(tenant: Tenant) -> None:
    """On create and on change; a record keeps its own."""
    first = tenant.create("customer", **CUSTOMER, externalId="x")
    second = tenant.create("customer", **CUSTOMER)
    assert "already exists" in error_of(tenant.call("POST", "customer", {**CUSTOMER, "externalId": "x"}))[2]
    assert "already exists" in error_of(tenant.call("PATCH", f"customer/{second}", {"externalId": "x"}))[2]
    assert tenant.call("PATCH", f"customer/{first}", {"externalId": "x", "comments": "y"}).status == 204


def test_a_record_that_others_need_is_not_deleted(tenant: Tenant) -> None:
    """The first of them is named; without them it goes."""
    order = tenant.order({"rate": 1})
    vendor, item = (tenant.account.find(tenant.account.type("purchaseOrder"), order)["entity"]["id"], "10")
    for path in (f"vendor/{vendor}", f"nonInventorySaleItem/{item}"):
        assert "purchaseOrder" in error_of(tenant.call("DELETE", path))[2]
    assert tenant.call("DELETE", f"purchaseOrder/{order}").status == 204
    assert tenant.call("DELETE", f"vendor/{vendor}").status == 204


def test_every_write_is_one_effect(tenant: Tenant) -> None:
    """Created, updated, deleted."""
    before = len(tenant.effects)
    record = tenant.create("customer", **CUSTOMER)
    tenant.call("PATCH", f"customer/{record}", {"comments": "x"})
    tenant.call("DELETE", f"customer/{record}")
    changes = [(effect.collection, effect.change.value, effect.id) for effect in tenant.effects[before:]]
    assert changes == [("customers", change, record) for change in ("created", "updated", "deleted")]


def test_a_refused_write_changes_nothing(tenant: Tenant) -> None:
    """Not even a counter that shows."""
    before = tenant.system.store.snapshot()
    with pytest.raises(Refused):
        records.create(tenant.account, tenant.account.type("customer"), {"companyName": "C"})
    assert tenant.call("POST", "customer", {"companyName": "C"}).status == 400
    assert tenant.system.store.snapshot() == before


def test_fields_without_a_value_are_not_stored(tenant: Tenant) -> None:
    """Null clears."""
    record = tenant.create("customer", **CUSTOMER, comments="x")
    tenant.call("PATCH", f"customer/{record}", {"comments": None})
    stored = tenant.account.find(tenant.account.type("customer"), record)
    assert "comments" not in stored
