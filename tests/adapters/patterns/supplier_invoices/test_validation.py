"""Invoices next to their orders."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from adapters.patterns.supplier_invoices.records import Invoice
from adapters.patterns.supplier_invoices.validation import Case, bill, currencies, names_supplier, objection

from .plant import TEXT, order


def case(total: str = "120.00", text: str = TEXT, **changes: object) -> Case:
    """An invoice of the order that is changed."""
    invoice = Invoice(
        receipt_id="abbey/1",
        purchase_order="PO-4711",
        number="AB-77",
        total=Decimal(total),
        issued_on=date(2025, 10, 2),
    )
    return Case(invoice, order(**changes), text, Decimal("0.01"))


def test_what_fits_is_billed() -> None:
    """Within the tolerance, under the receipt's own key."""
    fitting = case("121.20")
    assert objection(fitting) is None
    made = bill(fitting.invoice, fitting.order)
    assert (made.key, made.memo, made.currency) == ("abbey/1", "receipt abbey/1", "GBP")
    assert (made.total, made.purchase_order_id, made.supplier_id) == (Decimal("121.20"), "1", "9")


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (case(open_total=Decimal(0)), "billed already"),
        (case(currency="EUR"), "another currency"),
        (case(supplier_name="Merlion Cold Storage"), "another supplier"),
        (case("121.21"), "too much"),
        (case("118.79"), "too little"),
    ],
)
def test_what_does_not_fit_has_a_reason(found: Case, reason: str) -> None:
    """Each rule speaks for itself."""
    assert (objection(found) or "").startswith(reason)


def test_a_supplier_is_recognised_through_wrong_letters() -> None:
    """Half of the words, some misread, are enough; legal forms are not."""
    assert names_supplier("BOOK TA .K(TAMAN DAYA) SDN BND", "BOOK TA .K (TAMAN DAYA) SDN BHD")
    assert names_supplier("Abbcy Papcr Shop", "Abbey Paper Supplies Ltd")
    assert not names_supplier("Zeta Trading Ltd", "Abbey Paper Supplies Ltd")


def test_a_dollar_sign_names_no_currency() -> None:
    """There are many dollars."""
    assert currencies("TOTAL $8.20") == frozenset()
    assert currencies("TOTAL RM 8.20 or 2 EUR") == {"MYR", "EUR"}
