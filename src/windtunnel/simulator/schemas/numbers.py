"""Numbers within a schema's bounds."""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from random import Random
from typing import Any

SPAN = 1000
"""How many steps a number lies at most from the only bound that a schema gives."""
BOUNDS_OF_FORMAT = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
EXCLUSIVE = ("exclusiveMinimum", "exclusiveMaximum")


def fitting_number(keywords: Mapping[str, Any], random: Random, *, whole: bool) -> int | float | None:
    """Return a number that keeps to bounds and ``multipleOf``; ``None`` when there is none.

    Args:
        keywords: of the schema.
        random: the stream of chance.
        whole: whether it must be an integer.
    """
    step = _exact(keywords["multipleOf"]) if "multipleOf" in keywords else None
    if whole:
        step = Fraction(step.numerator if step is not None else 1)
    low, high = _range(keywords, step or Fraction(1))
    if step is None:
        return _real(float(low), float(high), keywords, random)
    multiple = _multiple(step, low, high, keywords, random)
    if multiple is None:
        return None
    return int(multiple) if multiple.denominator == 1 else float(multiple)


def _exact(number: float) -> Fraction:
    """Return the decimal that was written, not the binary nearest to it."""
    return Fraction(str(number))


def _range(keywords: Mapping[str, Any], step: Fraction) -> tuple[Fraction, Fraction]:
    lows = [_exact(keywords[key]) for key in ("minimum", "exclusiveMinimum") if key in keywords]
    highs = [_exact(keywords[key]) for key in ("maximum", "exclusiveMaximum") if key in keywords]
    low = max(lows) if lows else min(Fraction(0), *(high - SPAN * step for high in highs)) if highs else Fraction(0)
    high = min(highs) if highs else low + SPAN * step
    least, most = BOUNDS_OF_FORMAT.get(str(keywords.get("format")), (low, high))
    return max(low, Fraction(least)), min(high, Fraction(most))


def _multiple(
    step: Fraction, low: Fraction, high: Fraction, keywords: Mapping[str, Any], random: Random
) -> Fraction | None:
    first, last = math.ceil(low / step), math.floor(high / step)
    if "exclusiveMinimum" in keywords and first * step <= _exact(keywords["exclusiveMinimum"]):
        first += 1
    if "exclusiveMaximum" in keywords and last * step >= _exact(keywords["exclusiveMaximum"]):
        last -= 1
    return random.randint(first, last) * step if first <= last else None


def _real(low: float, high: float, keywords: Mapping[str, Any], random: Random) -> float | None:
    excluded = [keywords[key] for key in EXCLUSIVE if key in keywords]
    drawn = random.uniform(low, high)
    candidates = (round(drawn, 2), round(drawn, 6), drawn, (low + high) / 2)
    return next((value for value in candidates if low <= value <= high and value not in excluded), None)
