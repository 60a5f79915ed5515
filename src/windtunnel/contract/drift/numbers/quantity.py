"""Numbers in the two notations in which APIs send them: as JSON numbers and as text."""

from __future__ import annotations

import re
from typing import Any

_WRITTEN = re.compile(r"-?\d{1,18}(\.\d{1,18})?")


def is_quantity(value: Any) -> bool:
    """Tell whether a value is a JSON number that counts something."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def quantity(value: Any) -> float | int | None:
    """Return the number that a value stands for, JSON number or plain decimal text; ``None`` when it is none."""
    if is_quantity(value):
        number: float | int = value
        return number
    if isinstance(value, str) and _WRITTEN.fullmatch(value):
        return float(value) if "." in value else int(value)
    return None


def scaled(value: float, factor: float) -> float | int:
    """Return a product without the noise of binary fractions; whole numbers stay whole where they can."""
    product = round(value * factor, 9)
    return int(product) if isinstance(value, int) and product == int(product) else product
