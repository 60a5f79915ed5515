"""Totals in many notations, and how far they are believed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from adapters.patterns.supplier_invoices.amounts import amounts, read_total


@pytest.mark.parametrize(
    ("row", "value"),
    [
        ("TOTAL 1,234.50", "1234.50"),
        ("Gesamtbetrag EUR 1.234,50", "1234.50"),
        ("Total TTC 1 234,50 €", "1234.50"),
        ("Rechnungsbetrag CHF 1'234.50", "1234.50"),
        ("TOTAL RM9.00", "9.00"),
        ("Amount due $ .90", "0.90"),
        ("CASH ROUNDING -RM0.02", "-0.02"),
        ("TOTAL 1O4.5O", "104.50"),
    ],
)
def test_notations(row: str, value: str) -> None:
    """An amount is the same however it is written."""
    assert [amount.value for amount in amounts(row)] == [Decimal(value)]


@pytest.mark.parametrize("row", ["12.50%", "03.01.2026", "GST NO 000.50.11", "QTY 3", "TEL 07-3507405"])
def test_what_is_no_amount(row: str) -> None:
    """Percentages, dates, numbers and telephones are none."""
    assert amounts(row) == []


def test_letters_for_digits_are_told() -> None:
    """A repaired amount is never as good as a clean one."""
    clean = read_total(["GRAND TOTAL 104.50", "CASH 110.00", "CHANGE 5.50"])[0]
    repaired = read_total(["GRAND TOTAL 1O4.50", "CASH 110.00", "CHANGE 5.50"])[0]
    assert clean.value == repaired.value == Decimal("104.50")
    assert clean.confidence >= 0.8 > repaired.confidence


def test_a_sum_corroborates() -> None:
    """What was paid, less the change, is the total; so is net and tax."""
    alone = read_total(["TOTAL 13.80"])[0].confidence
    assert alone < 0.8
    assert read_total(["TOTAL 13.80", "CASH 20.00", "CHANGE 6.20"])[0].confidence > alone
    assert read_total(["SUBTOTAL 13.00", "TAX 0.80", "TOTAL 13.80"])[0].confidence > alone


def test_rounding_for_cash_decides_between_two_totals() -> None:
    """Of the sum and the rounded sum it is the one that was paid."""
    rows = ["TOTAL RM 33.92", "ROUNDING ADJUSTMENT -RM 0.02", "TOTAL ROUNDED RM 33.90", "CASH 50.00", "CHANGE 16.10"]
    first = read_total(rows)[0]
    assert first.value == Decimal("33.90")
    assert first.confidence >= 0.8


def test_a_subtotal_is_no_total() -> None:
    """Neither are the sums of tax, of items and of discounts."""
    assert read_total(["SUB TOTAL 13.00", "TOTAL GST 0.80", "TOTAL QTY 3.00", "TOTAL DISCOUNT 1.00"]) == ()


def test_a_label_takes_what_stands_below() -> None:
    """A total may stand in the row under its name."""
    assert read_total(["GRAND TOTAL", "13.80"])[0].value == Decimal("13.80")


def test_two_totals_take_each_other_s_credit() -> None:
    """Nothing says which is right, so neither is believed."""
    assert all(candidate.confidence < 0.8 for candidate in read_total(["TOTAL DUE 13.80", "TOTAL DUE 31.80"]))
