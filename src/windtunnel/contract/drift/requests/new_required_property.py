"""new-required-request-property: request bodies need a property that did not exist."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..bodies import NOTHING
from ..description import DriftClass
from .property_operator import PropertyPath, RefusedProperty


class NewRequiredProperty(RefusedProperty):
    """Bodies without the new property are refused."""

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error with what the system says; no retry, since the request will never do"
    detects: ClassVar = ("new-required-request-property",)
    needs_operations: ClassVar = True
    operator: Literal["new-required-request-property"]
    at: PropertyPath = "tenant"

    def complaint(self, value: Any) -> str | None:
        """Refuse bodies without it."""
        return "is required" if value is NOTHING else None
