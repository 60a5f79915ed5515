"""What the account works out by itself."""

from __future__ import annotations

from decimal import Decimal

import pytest

from simulators.netsuite.derivations import is_settled, money, open_quantity

from .tenant import Tenant


@pytest.mark.parametrize(
    ("values", "name", "person"),
    [
        ({"companyName": "Acme"}, "Acme", False),
        ({"firstName": "Ada", "lastName": "Ō"}, "Ada Ō", True),
        ({"companyName": "Acme", "entityId": "C-1"}, "C-1", False),
    ],
)
def test_an_entity_has_a_name(tenant: Tenant, values: dict[str, str], name: str, person: bool) -> None:
    """Its own, its company's, or a person's; and the currency of its subsidiary."""
    read = tenant.get(f"customer/{tenant.create('customer', subsidiary={'id': '1'}, **values)}")
    assert (read["entityId"], read["isPerson"], read["currency"]["refName"]) == (name, person, "US Dollar")


def test_a_transaction_gets_number_date_currency_and_status(tenant: Tenant) -> None:
    """From the account, the day, and its entity."""
    vendor = tenant.vendor(currency={"id": "2"}, terms={"id": "2"})
    read = tenant.get(f"purchaseOrder/{tenant.order({'rate': 1}, entity={'id': vendor})}")
    assert (read["tranDate"], read["currency"]["refName"], read["exchangeRate"]) == ("2026-01-05", "Euro", 1.1)
    assert read["tranId"].startswith("PO10")
    assert (read["dueDate"], read["status"]["id"]) == ("2026-02-04", "_pendingBill")


def test_a_bill_has_the_supplier_s_number_and_one_of_ours(tenant: Tenant) -> None:
    """Two numbers, since suppliers may use the same."""
    expense = {"items": [{"account": {"id": "5"}, "amount": 10.005}]}
    bill = tenant.create("vendorBill", entity={"id": tenant.vendor()}, tranId="INV 9", expense=expense)
    read = tenant.get(f"vendorBill/{bill}")
    assert (read["tranId"], read["transactionNumber"][:4], read["total"]) == ("INV 9", "BILL", 10.01)


@pytest.mark.parametrize(
    ("line", "quantity", "amount"),
    [
        ({"quantity": 3, "rate": 0.335}, 3.0, 1.01),
        ({"rate": 5}, 1.0, 5.0),
        ({"quantity": 2, "rate": 5, "amount": 7.5}, 2.0, 7.5),
        ({"amount": 4}, 1.0, 4.0),
        ({}, 1.0, 0.0),
    ],
)
def test_quantity_rate_and_amount_agree(tenant: Tenant, line: dict[str, float], quantity: float, amount: float) -> None:
    """What is given counts; the rest is worked out, to the cent."""
    read = tenant.get(f"purchaseOrder/{tenant.order(line)}?expandSubResources=true")
    (told,) = read["item"]["items"]
    assert (told["quantity"], told["amount"], read["total"], read["subtotal"]) == (quantity, amount, amount, amount)
    assert (told["line"], told["quantityBilled"], told["isClosed"]) == (1, 0.0, False)


def test_a_case_is_numbered_and_open(tenant: Tenant) -> None:
    """With priority and origin."""
    customer = tenant.create("customer", companyName="C", subsidiary={"id": "1"})
    read = tenant.get(f"supportCase/{tenant.create('supportCase', title='T', company={'id': customer})}")
    assert (read["caseNumber"], read["status"]["id"], read["priority"]["id"]) == ("1", "notStarted", "medium")


def test_changes_are_dated(tenant: Tenant) -> None:
    """The creation stays."""
    vendor = tenant.vendor()
    tenant.advance(60)
    tenant.call("PATCH", f"vendor/{vendor}", {"comments": "x"})
    read = tenant.get(f"vendor/{vendor}")
    assert (read["dateCreated"], read["lastModifiedDate"]) == ("2026-01-05T09:00:00Z", "2026-01-05T09:01:00Z")


def test_money_is_rounded_half_up() -> None:
    """From what was written, not from what binary numbers make of it."""
    assert [money(value) for value in (1.005, "2.675", None, 3)] == [
        Decimal("1.01"), Decimal("2.68"), Decimal("0.00"), Decimal("3.00")
    ]  # fmt: skip


def test_closed_and_overbilled_lines_are_not_open() -> None:
    """An order of such lines is settled."""
    lines = [{"quantity": 1.0, "isClosed": True}, {"quantity": 1.0, "quantityBilled": 2.0}]
    assert [open_quantity(line) for line in lines] == [0, 0]
    assert is_settled({"item": {"items": lines}})
    assert not is_settled({"item": {"items": [{"quantity": 0.5}]}})
