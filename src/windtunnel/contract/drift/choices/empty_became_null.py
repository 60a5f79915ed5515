"""sem-empty-became-null: empty texts and lists are null."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..evidence import LIST, TEXT, stating
from ..field_operator import FieldOperator, Place


class EmptyBecameNull(FieldOperator):
    """Where an empty text or list stood, null stands."""

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same output, or a typed error that names the field; no crash"
    detects: ClassVar = ("response-property-became-nullable",)
    fits: ClassVar = stating(TEXT, LIST)
    operator: Literal["sem-empty-became-null"]

    def changed(self, value: Any, place: Place) -> Any:
        """Return null for nothing."""
        return None if value == "" or value == [] else value
