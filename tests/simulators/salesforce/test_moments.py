"""Datetimes, dates and times."""

from __future__ import annotations

from datetime import date

import pytest

from simulators.salesforce import moments


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-01T10:00:00Z", "2026-01-01T10:00:00.000+0000"),
        ("2026-01-01T10:00:00.123+0100", "2026-01-01T09:00:00.123+0000"),
        ("2026-01-01T00:30:00+02:00", "2025-12-31T22:30:00.000+0000"),
        ("2026-01-01T10:00", "2026-01-01T10:00:00.000+0000"),
        ("2026-01-01", "2026-01-01T00:00:00.000+0000"),
        ("2026-13-01T10:00:00Z", None),
        ("yesterday", None),
    ],
)
def test_datetimes_become_utc(text: str, expected: str | None) -> None:
    """With or without milliseconds, offset and colon."""
    assert moments.read_datetime(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-02-28", "2026-02-28"),
        ("2026-02-30", None),
        ("2026-02-28T23:00:00-0200", "2026-03-01"),
        ("28.2.26", None),
    ],
)
def test_dates_are_checked(text: str, expected: str | None) -> None:
    """A datetime gives its day in UTC."""
    assert moments.read_date(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("10:00", "10:00:00.000Z"), ("23:59:59.5Z", "23:59:59.500Z"), ("24:00", None), ("x", None)],
)
def test_times_are_checked(text: str, expected: str | None) -> None:
    """They come out with milliseconds and Z."""
    assert moments.read_time(text) == expected


def test_csv_ends_in_z() -> None:
    """Bulk results have no offset."""
    assert moments.bulk_text(moments.second_text(0)) == "1970-01-01T00:00:00.000Z"


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [("2026-01-31", 1, "2026-02-28"), ("2026-11-15", 2, "2027-01-15"), ("2026-03-31", -1, "2026-02-28")],
)
def test_months_end_where_they_must(day: str, months: int, expected: str) -> None:
    """The 31st of a short month is its last day."""
    assert moments.add_months(date.fromisoformat(day), months).isoformat() == expected


def test_http_dates_come_and_go() -> None:
    """A malformed one is none."""
    text = moments.http_date("2026-01-05T09:00:00.000+0000")
    moment = moments.read_http_date(text)
    assert text == "Mon, 05 Jan 2026 09:00:00 GMT"
    assert moment is not None
    assert moments.datetime_text(moment) == "2026-01-05T09:00:00.000+0000"
    assert moments.read_http_date("soon") is None
