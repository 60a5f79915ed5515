"""response-required-property-removed: a field that answers always had is gone."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..field_operator import GONE, FieldOperator, Place


class PropertyRemoved(FieldOperator):
    """The field no longer appears."""

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error that names the field; nothing is written on"
    detects: ClassVar = ("response-required-property-removed",)
    operator: Literal["response-required-property-removed"]

    def changed(self, value: Any, place: Place) -> Any:
        """Remove it."""
        return GONE
