"""sem-id-format-changed: numeric ids become alphanumeric."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal

from ..description import DriftClass
from .identifier_operator import IdentifierOperator

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class IdFormatChanged(IdentifierOperator):
    """Ids are given out as ``X3FZ`` (base 32) instead of ``111``."""

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same output, because ids are opaque, or a typed error that names the field"
    pattern: ClassVar = re.compile(rf"\bX([{DIGITS}]+)Z\b")
    operator: Literal["sem-id-format-changed"]

    def written(self, number: int) -> Any:
        """Return ``X``, the number in base 32, ``Z``."""
        return f"X{_encode(number)}Z"

    def number(self, found: str) -> int:
        """Return the number that base 32 stands for."""
        return _decode(found)


def _encode(number: int) -> str:
    text = DIGITS[number % 32]
    while number := number // 32:
        text = DIGITS[number % 32] + text
    return text


def _decode(text: str) -> int:
    number = 0
    for digit in text:
        number = number * 32 + DIGITS.index(digit)
    return number
