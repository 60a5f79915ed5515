"""How long a system asks to be left alone."""

from __future__ import annotations

import math
from datetime import UTC
from email.utils import parsedate_to_datetime

import httpx


def retry_after_seconds(headers: httpx.Headers, now: float) -> float | None:
    """Read ``retry-after-ms`` (milliseconds) or ``Retry-After`` (RFC 9110, 10.2.3: seconds or an HTTP date).

    Fractions of seconds are accepted, as several systems send them. A date counts from the answer's own
    ``Date``, so that the system's clock may be wrong, and without one from ``now`` (seconds since the epoch).

    Returns:
        Seconds, never negative; ``None`` when nothing usable is said.
    """
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000.0
    value = headers.get("retry-after")
    seconds = _number(value)
    return seconds if seconds is not None else _seconds_until(value, headers.get("date"), now)


def _number(text: str | None) -> float | None:
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0.0 else None


def _seconds_until(date: str | None, sent: str | None, now: float) -> float | None:
    at = _timestamp(date)
    if at is None:
        return None
    sent_at = _timestamp(sent)
    return max(0.0, at - (now if sent_at is None else sent_at))


def _timestamp(date: str | None) -> float | None:
    if date is None:
        return None
    try:
        parsed = parsedate_to_datetime(date)
    except (ValueError, IndexError):
        return None
    return (parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)).timestamp()
