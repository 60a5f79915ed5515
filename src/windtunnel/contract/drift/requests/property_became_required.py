"""request-property-became-required: request bodies need a property that was optional."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..bodies import NOTHING
from ..description import DriftClass
from .property_operator import RefusedProperty


class PropertyBecameRequired(RefusedProperty):
    """Bodies without the property are refused."""

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error with what the system says; no retry, since the request will never do"
    detects: ClassVar = ("request-property-became-required",)
    needs_operations: ClassVar = True
    operator: Literal["request-property-became-required"]

    def complaint(self, value: Any) -> str | None:
        """Refuse bodies without it."""
        return "is required" if value is NOTHING else None
