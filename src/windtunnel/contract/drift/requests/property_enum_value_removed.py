"""request-property-enum-value-removed: a property of request bodies no longer takes a value."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from .property_operator import RefusedProperty


class PropertyEnumValueRemoved(RefusedProperty):
    """Bodies with the value are refused.

    Args:
        value: the value.
    """

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error with what the system says; no retry, since the request will never do"
    detects: ClassVar = ("request-property-enum-value-removed",)
    operator: Literal["request-property-enum-value-removed"]
    value: str

    def complaint(self, value: Any) -> str | None:
        """Refuse the value."""
        return f"cannot be {value}" if value == self.value else None
