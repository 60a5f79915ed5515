"""Dates and moments."""

from __future__ import annotations

from datetime import date

import pytest

from simulators.netsuite.moments import company_date, company_text, iso_date, moment_text


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("2026-01-31", date(2026, 1, 31)),
        ("2026-02-30", None),
        ("26-01-31", None),
        ("2026-01-31 ", None),
        ("²026-01-31", None),
    ],
)
def test_iso_dates(text: str, read: date | None) -> None:
    """Strictly."""
    assert iso_date(text) == read


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("1/31/2026", date(2026, 1, 31)),
        (" 01/31/2026 ", date(2026, 1, 31)),
        ("2026-01-31", date(2026, 1, 31)),
        ("31/1/2026", None),
        ("1/31/26", None),
    ],
)
def test_dates_as_the_account_writes_them(text: str, read: date | None) -> None:
    """Month, day, year; ISO is understood."""
    assert company_date(text) == read


def test_a_date_is_written_without_zeros() -> None:
    """As the vendor does."""
    assert company_text(date(2026, 1, 5)) == "1/5/2026"


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("2026-01-31T10:00:00Z", "2026-01-31T10:00:00Z"),
        ("2026-01-31T10:00:00.123+02:00", "2026-01-31T08:00:00Z"),
        ("2026-01-31T10:00:00", None),
        ("2026-01-31", None),
        ("0001-01-01T00:00:00+23:00", None),
        ("2026-13-31T10:00:00Z", None),
    ],
)
def test_moments_are_held_in_utc(text: str, held: str | None) -> None:
    """To the second; without a zone they are none."""
    assert moment_text(text) == held
