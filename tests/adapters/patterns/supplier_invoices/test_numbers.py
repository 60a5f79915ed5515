"""Numbers by which people refer to an invoice and its order."""

from __future__ import annotations

import pytest

from adapters.patterns.supplier_invoices.numbers import invoice_number, order_number


@pytest.mark.parametrize(
    ("row", "number"),
    [
        ("INVOICE NO : 18287/102/T0049", "18287/102/T0049"),
        ("Rechnung Nr. NO-26000", "NO-26000"),
        ("Facture n° FA-2031", "FA-2031"),
        ("RECEIPT #: CS00241867 DATE: 02/02/2018", "CS00241867"),
        ("BILL NO: 00127408 / POS01", "00127408"),
    ],
)
def test_invoice_numbers(row: str, number: str) -> None:
    """The number follows its label."""
    assert invoice_number(["ABBEY", row]) == number


@pytest.mark.parametrize(
    "row", ["P.O. NO: PO-4711", "Purchase order: 4711", "Your order PO-4711", "Bestellnummer: PO-4711", "PO 4711"]
)
def test_order_numbers(row: str) -> None:
    """Our own numbers are the same with and without their beginning."""
    assert order_number([row]) == "PO-4711"


def test_two_orders_are_none() -> None:
    """An invoice for two orders is for a person to divide."""
    assert order_number(["PO-4711", "PO-4712"]) is None
    assert invoice_number(["TEL 4711"]) is None
    assert order_number(["POSTAGE 4711"]) is None
