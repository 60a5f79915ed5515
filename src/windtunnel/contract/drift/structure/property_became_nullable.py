"""response-property-became-nullable: a field that always had a value is null."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..field_operator import FieldOperator, Place


class PropertyBecameNullable(FieldOperator):
    """The field is null."""

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error that names the field where a value is needed"
    detects: ClassVar = ("response-property-became-nullable",)
    operator: Literal["response-property-became-nullable"]

    def changed(self, value: Any, place: Place) -> Any:
        """Null."""
        return None
