"""What the account holds on its first day."""

from __future__ import annotations

from typing import Any

import pytest

from windtunnel.kernel.errors import UsageError

from .tenant import Tenant


def test_an_empty_account_can_do_business() -> None:
    """It has currencies, a subsidiary, terms, accounts and something to order."""
    tenant = Tenant()
    counts = {
        name: tenant.get(name)["count"]
        for name in ("currency", "subsidiary", "term", "account", "nonInventorySaleItem")
    }
    assert counts == {"currency": 8, "subsidiary": 1, "term": 4, "account": 5, "nonInventorySaleItem": 1}
    assert tenant.get("purchaseOrder")["count"] == 0


def test_orders_bring_their_suppliers(tenant: Tenant) -> None:
    """One vendor for each name; totals are amounts, given as text or number."""
    order = {"number": "PO-9", "supplier": "Zeta Ltd", "total": 7.005}
    more = Tenant(
        {
            "purchase_orders": [order, {**order, "number": "PO-10"}],
            "vendors": [{"name": "Zeta Ltd", "external_id": "Z"}],
        }
    )
    assert more.get("vendor")["count"] == 1
    assert more.get("vendor/eid:Z")["companyName"] == "Zeta Ltd"
    (found,) = more.ids("purchaseOrder", "tranId IS PO-9")
    assert more.get(f"purchaseOrder/{found}")["total"] == 7.01
    assert tenant.get("purchaseOrder/1000")["currency"]["refName"] == "Euro"


def test_an_order_that_is_told_twice_is_one_order() -> None:
    """Several rows of a workload may be about it."""
    order = {"number": "PO-9", "supplier": "Zeta Ltd", "total": "7.00", "currency": "EUR"}
    assert Tenant({"purchase_orders": [order, dict(order)]}).get("purchaseOrder")["count"] == 1


def test_a_currency_that_nobody_has_heard_of_is_added() -> None:
    """At a rate of one."""
    tenant = Tenant({"purchase_orders": [{"number": "1", "supplier": "A", "total": 1, "currency": "NOK"}]})
    assert tenant.rows("SELECT symbol, exchangerate FROM currency WHERE symbol = 'NOK'") == [
        {"symbol": "NOK", "exchangerate": "1"}
    ]


def test_customers_are_entered() -> None:
    """With their addresses."""
    tenant = Tenant({"customers": [{"name": "Ada Ltd", "email": "ada@mail.example", "currency": "EUR"}]})
    assert tenant.ids("customer", "email IS ada@mail.example")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"colours": 1}, "option of netsuite"),
        ({"vendors": [{"currency": "EUR"}]}, r"vendors\[0\].*name"),
        ({"vendors": ["Acme"]}, r"vendors\[0\]"),
        ({"purchase_orders": [{"number": "1", "supplier": "A"}]}, r"purchase_orders\[0\].*total"),
        ({"purchase_orders": [{"number": "1", "supplier": "A", "total": "ten"}]}, "'ten'"),
        ({"purchase_orders": [{"number": "1", "supplier": "A", "total": -1}]}, "-1"),
        ({"purchase_orders": [{"number": "1", "supplier": "A", "total": 1, "colour": 2}]}, "unknown key 'colour'"),
        (
            {"purchase_orders": [{"number": "1", "supplier": "A", "total": total} for total in (1, 2)]},
            r"purchase_orders\[1\].*already",
        ),
        ({"customers": [{"email": "x"}]}, r"customers\[0\]"),
        ({"custom_records": ["decision"]}, "customrecord_"),
        ({"error_types": "rfc1"}, "rfc9110"),
    ],
)
def test_options_that_make_no_sense_are_told(options: dict[str, Any], message: str) -> None:
    """With their place."""
    with pytest.raises(UsageError, match=message):
        Tenant(options)
