"""Times in queries: dates, full times, and spans back from now such as ``4hours``."""

from __future__ import annotations

import re

from ..moments import seconds

DAY = 86_400
UNITS = {"minute": 60, "hour": 3600, "day": DAY, "week": 7 * DAY, "month": 30 * DAY, "year": 365 * DAY}
_SPAN = re.compile(r"(\d+)(minute|hour|day|week|month|year)s?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
NEVER = (float("nan"), float("nan"))
"""A span that no moment is before, within or after."""


def span_of(value: str, now: float) -> tuple[float, float]:
    """Return the first second that ``value`` means and the first after it; what is no time is never.

    Args:
        value: a date (a whole day), a time (a second), or a span back from now (the moment it leads to).
        now: seconds since the epoch.
    """
    span = _SPAN.fullmatch(value.lower())
    if span is not None:
        moment = now - int(span[1]) * UNITS[span[2]]
        return moment, moment + 1
    if value.lower() in ("today", "yesterday"):
        midnight = now // DAY * DAY - (DAY if value.lower() == "yesterday" else 0)
        return midnight, midnight + DAY
    try:
        start = seconds(value)
    except ValueError:
        return NEVER
    return start, start + (DAY if _DATE.fullmatch(value) else 1)


def compare(moment: int, operator: str, span: tuple[float, float]) -> bool:
    """Tell whether a moment is before, within or after a span."""
    start, end = span
    match operator:
        case ">":
            return moment >= end
        case ">=":
            return moment >= start
        case "<":
            return moment < start
        case "<=":
            return moment < end
    return start <= moment < end
