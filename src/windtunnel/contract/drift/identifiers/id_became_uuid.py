"""sem-id-became-uuid: numeric ids become UUIDs."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal

from ..description import DriftClass
from .identifier_operator import IdentifierOperator

HEAD = "5f0ad21f-6b1e-4c1d-8"
NUMBERS = 2**60


class IdBecameUuid(IdentifierOperator):
    """Ids are given out as UUIDs of version 4, which carry the number in their last 15 digits."""

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same output, because ids are opaque, or a typed error that names the field"
    pattern: ClassVar = re.compile(rf"\b{HEAD}([0-9a-f]{{3}}-[0-9a-f]{{12}})\b", re.IGNORECASE)
    operator: Literal["sem-id-became-uuid"]

    def written(self, number: int) -> Any:
        """Return the UUID; numbers that do not fit are left alone."""
        digits = f"{number:015x}"
        return f"{HEAD}{digits[:3]}-{digits[3:]}" if number < NUMBERS else str(number)

    def number(self, found: str) -> int:
        """Return the number that the last digits stand for."""
        return int(found.replace("-", ""), 16)
