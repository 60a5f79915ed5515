"""What the account's own people do."""

from __future__ import annotations

import pytest

from windtunnel.kernel.errors import UsageError

from .tenant import Tenant


def test_an_order_arrives(tenant: Tenant) -> None:
    """Given by number and supplier; it is an effect like any other."""
    before = len(tenant.effects)
    record_id = tenant.system.arrive({"number": "PO-9", "supplier": "Zeta Ltd", "total": "5", "currency": ""})
    assert tenant.get(f"purchaseOrder/{record_id}")["total"] == 5.0
    changes = [(effect.collection, effect.change.value) for effect in tenant.effects[before:]]
    assert changes == [("purchaseorders", "created")]


def test_any_record_arrives(tenant: Tenant) -> None:
    """By the names of its fields."""
    row = {"type": "customer", "companyName": "Ada Ltd", "subsidiary": {"id": "1"}, "email": ""}
    assert tenant.get(f"customer/{tenant.system.arrive(row)}")["entityId"] == "Ada Ltd"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({"type": "spaceship"}, "no record type 'spaceship'"),
        ({"type": "customer"}, "USER_ERROR"),
        ({"supplier": "Zeta Ltd"}, "number, supplier, total"),
        ({"supplier": "Z", "number": "PO-7", "total": 1}, "already"),
    ],
)
def test_a_row_that_cannot_arrive_is_told(tenant: Tenant, row: dict[str, object], message: str) -> None:
    """With what was wrong."""
    with pytest.raises(UsageError, match=message):
        tenant.system.arrive(row)
