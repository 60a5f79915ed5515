"""What bills, invoices and payments change elsewhere."""

from __future__ import annotations

from typing import Any

from .tenant import Tenant


def lines(tenant: Tenant, path: str) -> list[dict[str, Any]]:
    """Return the lines of a record's items."""
    found: list[dict[str, Any]] = tenant.get(f"{path}?expandSubResources=true")["item"]["items"]
    return found


def bill(tenant: Tenant, order: str, *charged: tuple[int, float]) -> str:
    """Create a bill that charges quantities of lines of an order."""
    entity = {"id": tenant.get(f"purchaseOrder/{order}")["entity"]["id"]}
    items = [{"orderDoc": {"id": order}, "orderLine": n, "quantity": q, "rate": 1} for n, q in charged]
    return tenant.create("vendorBill", entity=entity, item={"items": items})


def test_bills_count_into_the_order(tenant: Tenant) -> None:
    """Line by line; when all is billed, the order is done."""
    order = tenant.order({"quantity": 3, "rate": 1}, {"quantity": 1, "rate": 2})
    bill(tenant, order, (1, 2))
    assert [line["quantityBilled"] for line in lines(tenant, f"purchaseOrder/{order}")] == [2.0, 0.0]
    assert tenant.get(f"purchaseOrder/{order}")["status"]["refName"] == "Pending Bill"
    bill(tenant, order, (1, 1), (2, 1))
    assert tenant.get(f"purchaseOrder/{order}")["status"] == {"id": "_fullyBilled", "refName": "Fully Billed"}


def test_a_changed_or_deleted_bill_gives_back(tenant: Tenant) -> None:
    """The order is open again."""
    order = tenant.order({"quantity": 3, "rate": 1})
    bill_id = bill(tenant, order, (1, 3))
    tenant.call("PATCH", f"vendorBill/{bill_id}", {"item": {"items": [{"line": 1, "quantity": 1}]}})
    assert lines(tenant, f"purchaseOrder/{order}")[0]["quantityBilled"] == 1.0
    assert tenant.call("DELETE", f"vendorBill/{bill_id}").status == 204
    assert lines(tenant, f"purchaseOrder/{order}")[0]["quantityBilled"] == 0.0
    assert tenant.get(f"purchaseOrder/{order}")["status"]["id"] == "_pendingBill"


def test_a_bill_is_one_effect_and_its_order_another(tenant: Tenant) -> None:
    """So that scenarios can count bills."""
    order, before = tenant.order({"quantity": 1, "rate": 1}), len(tenant.effects)
    bill(tenant, order, (1, 1))
    changes = [(effect.collection, effect.change.value) for effect in tenant.effects[before:]]
    assert changes == [("vendorbills", "created"), ("purchaseorders", "updated")]


def test_a_payment_settles_its_invoice(tenant: Tenant) -> None:
    """In part, in full, and not at all once it is deleted."""
    customer = tenant.create("customer", companyName="C", subsidiary={"id": "1"})
    goods = tenant.ids("nonInventorySaleItem", "itemId EMPTY_NOT")[0]
    items = {"items": [{"item": {"id": goods}, "quantity": 2, "rate": 50}]}
    invoice = tenant.create("invoice", entity={"id": customer}, item=items)

    def pay(amount: float) -> str:
        applied = {"items": [{"doc": {"id": invoice}, "apply": True, "amount": amount}]}
        return tenant.create("customerPayment", customer={"id": customer}, payment=amount, apply=applied)

    pay(30)
    read = tenant.get(f"invoice/{invoice}")
    assert (read["amountPaid"], read["amountRemaining"], read["status"]["id"]) == (30.0, 70.0, "open")
    last = pay(70)
    assert tenant.get(f"invoice/{invoice}")["status"]["id"] == "paidInFull"
    tenant.call("DELETE", f"customerPayment/{last}")
    assert tenant.get(f"invoice/{invoice}")["amountRemaining"] == 70.0
