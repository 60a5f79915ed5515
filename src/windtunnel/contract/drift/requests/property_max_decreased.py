"""request-property-max-decreased: a number in request bodies must be smaller than it had to be."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..evidence import NUMBER, stating
from .property_operator import RefusedProperty


class PropertyMaxDecreased(RefusedProperty):
    """Bodies with a larger number are refused.

    Args:
        maximum: the largest number that is taken.
    """

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error with what the system says; no retry, since the request will never do"
    detects: ClassVar = ("request-property-max-decreased", "request-property-max-set")
    fits: ClassVar = stating(NUMBER)
    operator: Literal["request-property-max-decreased"]
    maximum: float = 0

    def complaint(self, value: Any) -> str | None:
        """Refuse larger numbers."""
        number = isinstance(value, int | float) and not isinstance(value, bool)
        return f"must be at most {self.maximum:g}" if number and value > self.maximum else None
