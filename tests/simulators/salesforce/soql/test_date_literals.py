"""Date literals."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulators.salesforce.soql.date_literals import DATE_LITERALS, RELATIVE_LITERALS, span

MONDAY = date(2026, 5, 18)


@pytest.mark.parametrize(
    ("literal", "first", "last"),
    [
        ("TODAY", "2026-05-18", "2026-05-18"),
        ("YESTERDAY", "2026-05-17", "2026-05-17"),
        ("TOMORROW", "2026-05-19", "2026-05-19"),
        ("THIS_WEEK", "2026-05-17", "2026-05-23"),
        ("LAST_WEEK", "2026-05-10", "2026-05-16"),
        ("NEXT_MONTH", "2026-06-01", "2026-06-30"),
        ("LAST_MONTH", "2026-04-01", "2026-04-30"),
        ("THIS_QUARTER", "2026-04-01", "2026-06-30"),
        ("LAST_QUARTER", "2026-01-01", "2026-03-31"),
        ("NEXT_YEAR", "2027-01-01", "2027-12-31"),
        ("THIS_FISCAL_QUARTER", "2026-04-01", "2026-06-30"),
        ("LAST_FISCAL_YEAR", "2025-01-01", "2025-12-31"),
        ("LAST_90_DAYS", "2026-02-17", "2026-05-18"),
        ("NEXT_90_DAYS", "2026-05-19", "2026-08-16"),
        ("LAST_N_DAYS:3", "2026-05-15", "2026-05-18"),
        ("NEXT_N_DAYS:3", "2026-05-19", "2026-05-21"),
        ("N_DAYS_AGO:3", "2026-05-15", "2026-05-15"),
        ("LAST_N_WEEKS:2", "2026-05-03", "2026-05-16"),
        ("NEXT_N_WEEKS:1", "2026-05-24", "2026-05-30"),
        ("LAST_N_MONTHS:2", "2026-03-01", "2026-04-30"),
        ("N_MONTHS_AGO:1", "2026-04-01", "2026-04-30"),
        ("NEXT_N_QUARTERS:2", "2026-07-01", "2026-12-31"),
        ("LAST_N_YEARS:1", "2025-01-01", "2025-12-31"),
        ("N_FISCAL_YEARS_AGO:2", "2024-01-01", "2024-12-31"),
    ],
)
def test_literals_are_spans_of_days(literal: str, first: str, last: str) -> None:
    """Seen from a Monday; weeks begin on Sunday."""
    assert tuple(day.isoformat() for day in span(literal, MONDAY)) == (first, last)


@settings(deadline=None)
@given(
    st.dates(),
    st.sampled_from([*DATE_LITERALS, *(f"{name}:{{}}" for name in RELATIVE_LITERALS)]),
    st.integers(1, 10**7),
)
def test_spans_never_leave_the_calendar(today: date, literal: str, count: int) -> None:
    """They are in order, whatever the count."""
    first, last = span(literal.format(count), today)
    assert first <= last


@settings(deadline=None)
@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_periods_follow_each_other(today: date) -> None:
    """The last ends the day before this begins."""
    for name in ("WEEK", "MONTH", "QUARTER", "YEAR"):
        before, now, after = (span(f"{word}_{name}", today) for word in ("LAST", "THIS", "NEXT"))
        assert before[1] + timedelta(1) == now[0] <= today <= now[1] == after[0] - timedelta(1)
