"""Durations, rates and ranges as people write them: ``60s``, ``4h``, ``250ms``, ``5/s``."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import BeforeValidator

UNITS_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "min": 60.0, "h": 3600.0, "d": 86400.0}
_DURATION = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(ms|s|min|m|h|d)\s*")
_RATE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*/\s*(ms|s|min|m|h|d)\s*")


def parse_duration(value: Any) -> float:
    """Return a duration in seconds; a plain number counts as seconds.

    Raises:
        ValueError: it is not a duration.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"{value!r} is not a duration; write 250ms, 60s, 15m, 4h or 1d")
    return float(match[1]) * UNITS_SECONDS[match[2]]


def parse_rate(value: Any) -> float:
    """Return a rate in events per second; a plain number counts as per second.

    Raises:
        ValueError: it is not a rate.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    match = _RATE.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"{value!r} is not a rate; write 5/s, 100/min or 2000/h")
    return float(match[1]) / UNITS_SECONDS[match[2]]


Seconds = Annotated[float, BeforeValidator(parse_duration)]
"""A duration in seconds."""
PerSecond = Annotated[float, BeforeValidator(parse_rate)]
"""A rate in events per second."""
