"""Durations as Go prints them, which is how rate-limit headers tell them."""

from __future__ import annotations

import math

MINUTE = 60
HOUR = 3600


def go_duration(seconds: float) -> str:
    """Return ``374ms``, ``1.2s``, ``6m0s`` or ``1h2m3.5s``, rounded up to whole milliseconds."""
    milliseconds = math.ceil(round(seconds * 1000, 6))
    if milliseconds <= 0:
        return "0s"
    if milliseconds < 1000:
        return f"{milliseconds}ms"
    return _clock(milliseconds)


def _clock(milliseconds: int) -> str:
    whole, rest = divmod(milliseconds, 1000)
    hours, whole = divmod(whole, HOUR)
    minutes, whole = divmod(whole, MINUTE)
    seconds = f"{whole}.{rest:03d}".rstrip("0").rstrip(".")
    if hours:
        return f"{hours}h{minutes}m{seconds}s"
    return f"{minutes}m{seconds}s" if minutes else f"{seconds}s"
