"""response-optional-property-removed: a field that answers could have never appears again."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..field_operator import GONE, FieldOperator, Place


class OptionalPropertyRemoved(FieldOperator):
    """The field, which was never promised, no longer appears."""

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "what it does for records without the field: a recorded default, or a typed error"
    detects: ClassVar = ("response-optional-property-removed",)
    operator: Literal["response-optional-property-removed"]

    def changed(self, value: Any, place: Place) -> Any:
        """Remove it."""
        return GONE
