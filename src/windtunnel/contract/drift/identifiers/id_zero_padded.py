"""sem-id-zero-padded: numeric ids are text of one length, with leading zeros."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal

from ..description import DriftClass
from .identifier_operator import IdentifierOperator

WIDTH = 20


class IdZeroPadded(IdentifierOperator):
    """Ids are given out as ``00000000000000000111`` instead of ``111``: what reads them as numbers loses the zeros."""

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same output, because ids are opaque, or a typed error that names the field"
    pattern: ClassVar = re.compile(rf"\b(?=\d{{{WIDTH}}}\b)0+(\d+)\b")
    operator: Literal["sem-id-zero-padded"]

    def written(self, number: int) -> Any:
        """Return the number with zeros before it."""
        return f"{number:0{WIDTH}d}"
