"""Dates and moments as the account writes and reads them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT = re.compile(r"(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2})(?:\.\d+)?(Z|[+-]\d{2}:\d{2})", re.ASCII)
_COMPANY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})", re.ASCII)


def iso_date(text: str) -> date | None:
    """Return the date that ``2026-01-31`` says, ``None`` when it says none."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def moment_text(text: str) -> str | None:
    """Return a moment in UTC, to the second, as records hold it; ``None`` when ``text`` is none."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        return None
    try:
        at = datetime.fromisoformat(found[1] + found[2].replace("Z", "+00:00"))
        return at.astimezone(UTC).strftime(MOMENT)
    except (ValueError, OverflowError):
        return None


def company_date(text: str) -> date | None:
    """Return the date that ``1/31/2026`` or ``2026-01-31`` says, ``None`` when it says none."""
    found = _COMPANY.fullmatch(text.strip())
    if found is None:
        return iso_date(text.strip())
    try:
        return date(int(found[3]), int(found[1]), int(found[2]))
    except ValueError:
        return None


def company_text(day: date) -> str:
    """Return a date as the account writes it."""
    return f"{day.month}/{day.day}/{day.year}"
