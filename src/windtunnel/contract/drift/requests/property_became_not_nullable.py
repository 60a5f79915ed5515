"""request-property-became-not-nullable: a property of request bodies no longer takes null."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..evidence import NULL, stating
from .property_operator import RefusedProperty


class PropertyBecameNotNullable(RefusedProperty):
    """Bodies whose property is null are refused."""

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error with what the system says; no retry, since the request will never do"
    detects: ClassVar = ("request-property-became-not-nullable",)
    fits: ClassVar = stating(NULL)
    operator: Literal["request-property-became-not-nullable"]

    def complaint(self, value: Any) -> str | None:
        """Refuse null."""
        return "cannot be null" if value is None else None
