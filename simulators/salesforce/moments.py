"""Datetimes, dates and times as the vendor writes and reads them.

Records hold a datetime as ``2026-01-01T00:00:00.000+0000``, a date as ``2026-01-01`` and a time as
``10:00:00.000Z``: always UTC, always the same width, so the order of the texts is the order of time.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from email.utils import formatdate, parsedate_to_datetime
from functools import lru_cache

_OFFSET = r"(Z|[+-]\d{2}:?\d{2})"
_DATETIME = re.compile(r"(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?)" + _OFFSET + "?", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_TIME = re.compile(r"(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3})\d*)?)?Z?", re.ASCII)


@lru_cache(maxsize=4096)
def second_text(seconds: int) -> str:
    """Return a whole second since the Unix epoch as a datetime text."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")


def datetime_text(moment: datetime) -> str:
    """Return an aware datetime as text, cut to milliseconds."""
    in_utc = moment.astimezone(UTC)
    return f"{in_utc:%Y-%m-%dT%H:%M:%S}.{in_utc.microsecond // 1000:03d}+0000"


def read_datetime(text: str) -> str | None:
    """Return a datetime in any accepted form as text, ``None`` when it is none.

    A date alone counts as its midnight; a missing offset as UTC; seconds and milliseconds may be left out.
    """
    moment = parse_datetime(text)
    return datetime_text(moment) if moment is not None else None


def parse_datetime(text: str) -> datetime | None:
    """Return a datetime in any accepted form as an aware datetime."""
    if _DATE.fullmatch(text):
        text += "T00:00:00Z"
    found = _DATETIME.fullmatch(text)
    if found is None:
        return None
    day, clock, offset = found.groups()
    try:
        moment = datetime.fromisoformat(f"{day}T{clock}{offset or 'Z'}")
        return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def read_date(text: str) -> str | None:
    """Return a date, or the date part of a datetime, as text; ``None`` when it is neither."""
    if _DATE.fullmatch(text):
        return text if day_of(text) is not None else None
    moment = read_datetime(text)
    return moment[:10] if moment is not None else None


def read_time(text: str) -> str | None:
    """Return a time of day as text, ``None`` when it is none."""
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hour, minute, second, fraction = found.groups()
    try:
        moment = time(int(hour), int(minute), int(second or 0), int((fraction or "0").ljust(3, "0")) * 1000)
    except ValueError:
        return None
    return f"{moment:%H:%M:%S}.{moment.microsecond // 1000:03d}Z"


def day_of(text: str) -> date | None:
    """Return the day that a date or datetime text begins with."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def moment_of(text: str) -> datetime:
    """Return the datetime of a text that this module wrote."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z")


def today(seconds: float) -> date:
    """Return the day of a world time."""
    return datetime.fromtimestamp(seconds, UTC).date()


def start_of(day: date) -> str:
    """Return the first moment of ``day`` as a datetime text."""
    return f"{day.isoformat()}T00:00:00.000+0000"


def end_of(day: date) -> str:
    """Return the last moment of ``day`` as a datetime text."""
    return f"{day.isoformat()}T23:59:59.999+0000"


def bulk_text(text: str) -> str:
    """Return a datetime text as CSV has it, with ``Z`` in place of the offset."""
    return text.removesuffix("+0000") + "Z"


def http_date(text: str) -> str:
    """Return a datetime text as an HTTP date."""
    return formatdate(moment_of(text).timestamp(), usegmt=True)


def read_http_date(text: str) -> datetime | None:
    """Return an HTTP date, ``None`` when it is malformed."""
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)


def add_months(day: date, months: int) -> date:
    """Return the day ``months`` later, the last of its month where the month is too short."""
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    first = date(year, month + 1, 1)
    after = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return first + timedelta(days=min(day.day, (after - first).days) - 1)
