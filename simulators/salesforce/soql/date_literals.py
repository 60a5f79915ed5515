"""Date literals: TODAY, LAST_N_DAYS:30 and the like as spans of days, on the world's clock in UTC.

Weeks begin on Sunday. Source: SOQL reference, "Date Formats and Date Literals"; profile.yaml, topic ``soql``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from ..moments import add_months

Span = tuple[date, date]
"""First and last day."""
DAY = timedelta(days=1)


def span(literal: str, today: date) -> Span:
    """Return the days that a date literal in upper case stands for; spans beyond the calendar end with it."""
    name, _, count = literal.partition(":")
    try:
        if count:
            return RELATIVE_LITERALS[name](today, int(count))
        return DATE_LITERALS[name](today)
    except (OverflowError, ValueError):
        return (
            (date.min, today)
            if name.startswith("LAST")
            else (date.min, date.min)
            if "AGO" in name
            else (today, date.max)
        )


def _week(today: date, steps: int, length: int = 1) -> Span:
    start = today - DAY * ((today.weekday() + 1) % 7) + 7 * DAY * steps
    return start, start + 7 * DAY * length - DAY


def _months(size: int) -> Callable[[date, int, int], Span]:
    """Return the function for periods of ``size`` months that begin with the calendar year."""

    def period(today: date, steps: int, length: int = 1) -> Span:
        first = today.replace(day=1, month=(today.month - 1) // size * size + 1)
        start = add_months(first, steps * size)
        return start, add_months(start, length * size) - DAY

    return period


Period = Callable[[date, int, int], Span]
PERIODS: Mapping[str, Period] = {
    "WEEK": _week,
    "MONTH": _months(1),
    "QUARTER": _months(3),
    "YEAR": _months(12),
    "FISCAL_QUARTER": _months(3),
    "FISCAL_YEAR": _months(12),
}


def _plain() -> dict[str, Callable[[date], Span]]:
    literals: dict[str, Callable[[date], Span]] = {
        "YESTERDAY": lambda today: (today - DAY, today - DAY),
        "TODAY": lambda today: (today, today),
        "TOMORROW": lambda today: (today + DAY, today + DAY),
        "LAST_90_DAYS": lambda today: (today - 90 * DAY, today),
        "NEXT_90_DAYS": lambda today: (today + DAY, today + 90 * DAY),
    }
    for name, period in PERIODS.items():
        for word, steps in (("LAST", -1), ("THIS", 0), ("NEXT", 1)):
            literals[f"{word}_{name}"] = _stepped(period, steps)
    return literals


def _stepped(period: Period, steps: int) -> Callable[[date], Span]:
    return lambda today: period(today, steps, 1)


def _counted() -> dict[str, Callable[[date, int], Span]]:
    literals: dict[str, Callable[[date, int], Span]] = {
        "LAST_N_DAYS": lambda today, count: (today - DAY * count, today),
        "NEXT_N_DAYS": lambda today, count: (today + DAY, today + DAY * count),
        "N_DAYS_AGO": lambda today, count: (today - DAY * count, today - DAY * count),
    }
    for name, period in PERIODS.items():
        literals |= _counted_of(name, period)
    return literals


def _counted_of(name: str, period: Period) -> dict[str, Callable[[date, int], Span]]:
    return {
        f"LAST_N_{name}S": lambda today, count: period(today, -count, count),
        f"NEXT_N_{name}S": lambda today, count: period(today, 1, count),
        f"N_{name}S_AGO": lambda today, count: period(today, -count, 1),
    }


DATE_LITERALS: Mapping[str, Callable[[date], Span]] = _plain()
RELATIVE_LITERALS: Mapping[str, Callable[[date, int], Span]] = _counted()
