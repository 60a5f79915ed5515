"""sem-id-beyond-safe-integer: ids are numbers above 2^53, which a float (and JavaScript) rounds to another id."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal

from ..description import DriftClass
from .identifier_operator import IdentifierOperator

OFFSET = 2**53 + 1
SPAN = 2**52


class IdBeyondSafeInteger(IdentifierOperator):
    """Ids are doubled and 2^53 + 1 larger, which no float holds; numbers stay numbers, and text stays text."""

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same output: ids are opaque and never pass through a float"
    pattern: ClassVar = re.compile(r"(?<!\w)(?<!\d\.)([19]\d{15,16})(?!\w|\.\d)")
    operator: Literal["sem-id-beyond-safe-integer"]

    def written(self, number: int) -> Any:
        """Return the large number; ids that are large already are left alone."""
        return 2 * number + OFFSET if number < SPAN else number

    def number(self, found: str) -> int:
        """Return the id before the change; other large numbers are left alone."""
        number = int(found)
        given_out = OFFSET <= number < OFFSET + 2 * SPAN and number % 2
        return (number - OFFSET) // 2 if given_out else number

    def changed(self, value: Any, place: Any) -> Any:
        """Return the large id, as text where it was text."""
        changed = super().changed(value, place)
        return str(changed) if isinstance(value, str) else changed
