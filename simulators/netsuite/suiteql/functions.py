"""Functions of SuiteQL that SQLite does not have: dates, texts of dates, and display values."""

from __future__ import annotations

import calendar
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from weakref import proxy

from ..account import Account
from ..moments import company_date
from ..record_types import label_of
from ..values import name_of
from .tables import DATE_MARK

FORMATS = {"YYYY": "%Y", "HH24": "%H", "MM": "%m", "DD": "%d", "MI": "%M", "SS": "%S"}
"""Elements of Oracle's date formats that are understood."""


class WrongValue(Exception):
    """A value that a function cannot use."""


def register(connection: sqlite3.Connection, account: Account) -> None:
    """Make the functions known to a connection.

    They hold the account weakly: a connection does not tell the garbage collector of its functions, so an account that
    they held, and everything that it belongs to, would never go.
    """
    known = proxy(account)
    display: Callable[..., Any] = lambda targets, value: display_value(known, targets, value)  # noqa: E731
    functions: dict[tuple[str, int], Callable[..., Any]] = {
        ("ns_date", 2): to_date,
        ("ns_text", 2): to_char,
        ("ns_plus", 2): plus_days,
        ("ns_days", 2): days_between,
        ("ns_trunc", 2): truncated,
        ("ns_add_months", 2): add_months,
        ("ns_last_day", 1): last_day,
        ("ns_part", 2): part,
        ("ns_display", 2): display,
        ("ns_number", 1): to_number,
        ("ns_now", 0): lambda: marked(datetime.fromtimestamp(int(known.now), UTC).replace(tzinfo=None)),
    }
    for (name, count), function in functions.items():
        connection.create_function(name, count, function)


def marked(moment: date | datetime) -> str:
    """Return a date or moment as the tables hold it."""
    return DATE_MARK + moment.isoformat()


def unmarked(value: Any) -> datetime:
    """Return the moment that a value of the tables says.

    Raises:
        WrongValue: it says none.
    """
    if not isinstance(value, str) or not value.startswith(DATE_MARK):
        raise WrongValue(f"{value!r} is no date")
    return datetime.fromisoformat(value[1:])


def to_date(text: Any, format: Any) -> str | None:
    """Return the date that a text says in Python's notation of formats; in the account's own without one."""
    if text is None or (isinstance(text, str) and text.startswith(DATE_MARK)):
        return text
    if format is None:
        day = company_date(str(text))
        if day is None:
            raise WrongValue(f"{text!r} is no date")
        return marked(day)
    moment = datetime.strptime(str(text), format)  # noqa: DTZ007  # the account's own time, which has no zone
    return marked(moment.date() if moment.time() == datetime.min.time() else moment)


def to_char(value: Any, format: Any) -> str | None:
    """Return a date or number as text; a date in Oracle's notation of formats."""
    if value is None:
        return None
    if not isinstance(value, str) or not value.startswith(DATE_MARK):
        return f"{value:g}" if isinstance(value, float) else str(value)
    pattern = str(format or "MM/DD/YYYY")
    for element, directive in FORMATS.items():
        pattern = pattern.replace(element, directive)
    return unmarked(value).strftime(pattern)


def to_number(value: Any) -> float | None:
    """Return the number that a text says."""
    return None if value is None else float(value)


def plus_days(value: Any, days: Any) -> str | None:
    """Return a date so many days later."""
    if value is None or days is None:
        return None
    return _like(value, unmarked(value) + timedelta(days=float(days)))


def days_between(later: Any, earlier: Any) -> float | None:
    """Return how many days lie between two dates."""
    if later is None or earlier is None:
        return None
    return (unmarked(later) - unmarked(earlier)) / timedelta(days=1)


def truncated(value: Any, unit: Any) -> str | None:
    """Return the first day of the day, month or year of a date."""
    if value is None:
        return None
    day = unmarked(value).date()
    starts = {"DD": day, "MONTH": day.replace(day=1), "MM": day.replace(day=1), "YEAR": day.replace(month=1, day=1)}
    return marked(starts[str(unit)])


def add_months(value: Any, months: Any) -> str | None:
    """Return the same day so many months later, the last one of a shorter month."""
    if value is None or months is None:
        return None
    moment = unmarked(value)
    year, month = divmod(moment.year * 12 + moment.month - 1 + int(months), 12)
    day = min(moment.day, calendar.monthrange(year, month + 1)[1])
    return _like(value, moment.replace(year=year, month=month + 1, day=day))


def last_day(value: Any) -> str | None:
    """Return the last day of a date's month."""
    if value is None:
        return None
    day = unmarked(value).date()
    return marked(day.replace(day=calendar.monthrange(day.year, day.month)[1]))


def part(name: Any, value: Any) -> int | None:
    """Return year, month or day of a date."""
    return None if value is None else int(getattr(unmarked(value), str(name).lower()))


def display_value(account: Account, targets: Any, value: Any) -> Any:
    """Return what people see instead of a value: the name of a record, the label of an enum."""
    if value is None:
        return None
    for name in str(targets or "").split(","):
        type = account.catalogue.find(name)
        record = account.rows(type).get(str(value)) if type is not None else None
        if type is not None and record is not None:
            return name_of(type, record)
    return label_of(value) if isinstance(value, str) and not targets else value


def _like(pattern: str, moment: datetime) -> str:
    """Return a moment marked, without the time when ``pattern`` has none."""
    return marked(moment if "T" in pattern or moment.time() != datetime.min.time() else moment.date())
