"""Making a record of one type out of one of another."""

from __future__ import annotations

from typing import Any

from .tenant import Tenant, error_of


def transform(tenant: Tenant, path: str, body: Any = None) -> dict[str, Any]:
    """Transform a record and return what came of it."""
    response = tenant.call("POST", path, body)
    assert response.status == 204, response.body
    place = (response.header("Location") or "").partition("/record/v1/")[2]
    read: dict[str, Any] = tenant.get(f"{place}?expandSubResources=true")
    return read


def test_an_order_becomes_a_bill(tenant: Tenant) -> None:
    """Header and lines are copied, and the order is billed."""
    bill = transform(tenant, "purchaseOrder/1000/!transform/vendorBill", {"tranId": "INV 9"})
    (line,) = bill["item"]["items"]
    assert (bill["entity"]["refName"], bill["currency"]["refName"], bill["total"]) == ("Acmé GmbH", "Euro", 1234.5)
    assert (bill["createdFrom"]["id"], line["orderDoc"]["id"], line["orderLine"]) == ("1000", "1000", 1)
    assert tenant.get("purchaseOrder/1000")["status"]["id"] == "_fullyBilled"
    again = tenant.call("POST", "purchaseOrder/1000/!transform/vendorBill")
    assert "no lines that are left" in error_of(again)[2]


def test_lines_are_overridden_by_their_order_line(tenant: Tenant) -> None:
    """The others are billed as proposed; a new quantity has a new amount."""
    order = tenant.order({"quantity": 4, "rate": 2.5}, {"quantity": 1, "rate": 7})
    body = {"item": {"items": [{"orderLine": 1, "quantity": 2}]}}
    bill = transform(tenant, f"purchaseOrder/{order}/!transform/vendorBill", body)
    assert [(line["quantity"], line["amount"]) for line in bill["item"]["items"]] == [(2.0, 5.0), (1.0, 7.0)]
    rest = transform(tenant, f"purchaseOrder/{order}/!transform/vendorBill")
    assert [(line["orderLine"], line["quantity"], line["amount"]) for line in rest["item"]["items"]] == [(1, 2.0, 5.0)]


def test_replaced_lines_are_the_only_ones(tenant: Tenant) -> None:
    """They need no more than their order line and what is to be different."""
    order = tenant.order({"quantity": 4, "rate": 2.5}, {"quantity": 1, "rate": 7})
    body = {"item": {"items": [{"orderLine": 2, "quantity": 0.5, "amount": 3.25}]}}
    bill = transform(tenant, f"purchaseOrder/{order}/!transform/vendorBill?replace=item", body)
    (line,) = bill["item"]["items"]
    assert (line["item"]["refName"], line["quantity"], line["amount"], bill["total"]) == (
        "Goods and services",
        0.5,
        3.25,
        3.25,
    )
    unknown = {"item": {"items": [{"orderLine": 9}]}}
    path = f"purchaseOrder/{order}/!transform/vendorBill?replace=item"
    assert error_of(tenant.call("POST", path, unknown))[1] == "USER_ERROR"


def test_sales_go_from_estimate_to_payment(tenant: Tenant) -> None:
    """Estimate, order, invoice, payment; the invoice is paid in full."""
    customer = tenant.create("customer", companyName="C", subsidiary={"id": "1"})
    goods = tenant.ids("nonInventorySaleItem", "itemId EMPTY_NOT")[0]
    items = {"items": [{"item": {"id": goods}, "quantity": 2, "rate": 5}]}
    estimate = tenant.create("estimate", entity={"id": customer}, item=items)
    order = transform(tenant, f"estimate/{estimate}/!transform/salesOrder")
    invoice = transform(tenant, f"salesOrder/{order['id']}/!transform/invoice")
    assert (invoice["createdFrom"]["id"], invoice["total"]) == (order["id"], 10.0)
    assert tenant.get(f"salesOrder/{order['id']}")["status"]["id"] == "_billed"
    payment = transform(tenant, f"invoice/{invoice['id']}/!transform/customerPayment")
    assert (payment["payment"], payment["apply"]["items"][0]["doc"]["id"]) == (10.0, invoice["id"])
    assert tenant.get(f"invoice/{invoice['id']}")["status"]["id"] == "paidInFull"
    assert "paid in full" in error_of(tenant.call("POST", f"invoice/{invoice['id']}/!transform/customerPayment"))[2]


def test_a_customer_becomes_an_order(tenant: Tenant) -> None:
    """The lines come from the body."""
    customer = tenant.create("customer", companyName="C", subsidiary={"id": "1"}, currency={"id": "2"})
    goods = tenant.ids("nonInventorySaleItem", "itemId EMPTY_NOT")[0]
    body = {"item": {"items": [{"item": {"id": goods}, "rate": 3}]}}
    order = transform(tenant, f"customer/{customer}/!transform/salesOrder", body)
    assert (order["entity"]["id"], order["currency"]["refName"], order["total"]) == (customer, "Euro", 3.0)


def test_not_everything_becomes_anything(tenant: Tenant) -> None:
    """400 for types that do not go together, 404 for what is not there."""
    vendor = tenant.vendor()
    assert error_of(tenant.call("POST", f"vendor/{vendor}/!transform/invoice"))[1] == "INVALID_TRANSFORM"
    assert tenant.call("POST", f"vendor/{vendor}/!transform/spaceship").status == 404
    assert tenant.call("POST", "purchaseOrder/9/!transform/vendorBill").status == 404
