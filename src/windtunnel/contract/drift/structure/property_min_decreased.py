"""response-property-min-decreased: a number that was never negative is."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..evidence import NUMBER, stating
from ..field_operator import FieldOperator, Place


class PropertyMinDecreased(FieldOperator):
    """The number lies below every bound that was known: its negative, or one less than the minimum."""

    drift_class: ClassVar = DriftClass.DATA_VARIANT
    correct: ClassVar = "the number is passed on, or a typed error where it makes no sense"
    detects: ClassVar = ("response-property-min-decreased",)
    fits: ClassVar = stating(NUMBER)
    operator: Literal["response-property-min-decreased"]

    def changed(self, value: Any, place: Place) -> Any:
        """Return a number below the bound."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        return min(-abs(value), place.schema.get("minimum", 0) - 1)
