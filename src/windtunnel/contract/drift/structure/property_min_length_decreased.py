"""response-property-min-length-decreased: a text that always said something is empty."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..evidence import free_text
from ..field_operator import FieldOperator, Place


class PropertyMinLengthDecreased(FieldOperator):
    """The text is empty."""

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error that names the field where a text is needed; an empty text is not null"
    detects: ClassVar = ("response-property-min-length-decreased",)
    fits: ClassVar = free_text
    operator: Literal["response-property-min-length-decreased"]

    def changed(self, value: Any, place: Place) -> Any:
        """Return no text."""
        return "" if isinstance(value, str) and value else value
