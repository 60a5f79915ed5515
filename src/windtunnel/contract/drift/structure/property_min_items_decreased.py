"""response-property-min-items-decreased: a list that always had items is empty."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..evidence import LIST, stating
from ..field_operator import FieldOperator, Place


class PropertyMinItemsDecreased(FieldOperator):
    """The list is empty."""

    drift_class: ClassVar = DriftClass.DATA_VARIANT
    correct: ClassVar = "what it does for nothing: no output, or a typed error where one item is needed; no crash"
    detects: ClassVar = ("response-property-min-items-decreased",)
    fits: ClassVar = stating(LIST)
    operator: Literal["response-property-min-items-decreased"]

    def changed(self, value: Any, place: Place) -> Any:
        """Return no items."""
        return [] if isinstance(value, list) and value else value
