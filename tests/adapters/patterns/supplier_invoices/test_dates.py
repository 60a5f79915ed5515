"""Dates in many notations, and how far they are believed."""

from __future__ import annotations

from datetime import date

import pytest

from adapters.patterns.supplier_invoices.dates import Calendar, dates_beside_number, read_date

CALENDAR = Calendar(date(2026, 1, 5), 400, "day-first")


@pytest.mark.parametrize(
    "written",
    [
        "03/01/2026",
        "3.1.2026",
        "03-01-26",
        "2026-01-03",
        "2026/1/3",
        "20260103",
        "03012026",
        "3 Jan 2026",
        "03-JAN-2026",
        "3. Januar 2026",
        "January 3, 2026",
        "3rd January 2026",
        "03 janvier 2026",
    ],
)
def test_notations(written: str) -> None:
    """A date is the same however it is written."""
    first = read_date([f"Invoice date: {written}"], CALENDAR)[0]
    assert first.value == date(2026, 1, 3)
    assert first.confidence >= 0.8


def test_a_day_over_twelve_needs_no_convention() -> None:
    """12/28/2025 is the 28th of December, whoever writes it."""
    assert read_date(["12/28/2025"], CALENDAR)[0].value == date(2025, 12, 28)


def test_without_a_convention_an_ambiguous_date_is_not_believed() -> None:
    """Both readings are offered, neither with confidence."""
    found = read_date(["Date: 03/04/2025"], Calendar(date(2026, 1, 5), 400, "unknown"))
    assert {each.value for each in found} == {date(2025, 4, 3), date(2025, 3, 4)}
    assert all(each.confidence < 0.8 for each in found)


def test_the_convention_decides() -> None:
    """Month first where the senders write so."""
    assert read_date(["03/04/2025"], Calendar(date(2026, 1, 5), 400, "month-first"))[0].value == date(2025, 3, 4)


def test_implausible_dates_are_none() -> None:
    """Neither the future, nor years ago, nor the 31st of February."""
    assert read_date(["Date: 07/01/2026", "Date: 01/01/2020", "Date: 31/02/2025"], CALENDAR) == ()


def test_a_label_decides_between_two_dates() -> None:
    """The date of the invoice is not the day it was due, or printed."""
    found = read_date(["Due date: 03/01/2026", "Date: 15/12/2025", "Printed 16/12/2025"], CALENDAR)
    assert found[0].value == date(2025, 12, 15)
    assert found[0].confidence >= 0.8


def test_two_dates_without_a_label_take_each_other_s_credit() -> None:
    """Nothing says which is the invoice's."""
    assert all(each.confidence < 0.8 for each in read_date(["03/01/2026", "31/12/2025"], CALENDAR))


def test_letters_for_digits_cost_credit() -> None:
    """A repaired date is not believed on its own."""
    found = read_date(["O3/01/2026"], CALENDAR)[0]
    assert found.value == date(2026, 1, 3)
    assert found.confidence < 0.8


def test_dates_beside_the_invoices_number_are_told() -> None:
    """In its row and in the one below; none where there is no number."""
    rows = ["Invoice no. AB-77 01/10/2025", "2.10.2025", "3.10.2025"]
    assert dates_beside_number(rows, CALENDAR) == {date(2025, 10, 1), date(2025, 10, 2)}
    assert dates_beside_number(rows[1:], CALENDAR) == frozenset()
