"""sem-null-became-absent: what was null is not mentioned at all."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..evidence import NULL, stating
from ..field_operator import GONE, FieldOperator, Place


class NullBecameAbsent(FieldOperator):
    """The field appears only where it has a value."""

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same output: a field that may be null may be missing; or a typed error"
    detects: ClassVar = ("response-property-became-optional", "response-property-became-not-nullable")
    fits: ClassVar = stating(NULL)
    operator: Literal["sem-null-became-absent"]

    def changed(self, value: Any, place: Place) -> Any:
        """Remove null."""
        return GONE if value is None else value
