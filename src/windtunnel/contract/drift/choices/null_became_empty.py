"""sem-null-became-empty: what was null is a value that says as little: an empty text, zero, an empty list."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..evidence import FLAG, INTEGER, LIST, NULL, NUMBER, OBJECT, TEXT, stating, types
from ..field_operator import FieldOperator, Place

EMPTY = {TEXT: "", INTEGER: 0, NUMBER: 0, FLAG: False, LIST: [], OBJECT: {}}


class NullBecameEmpty(FieldOperator):
    """Null gives way to the empty value of the field's type; where the type is not known, to an empty text."""

    drift_class: ClassVar = DriftClass.MEANING_CHANGING
    correct: ClassVar = "the output for a missing value: an empty text is no name, and zero is an amount"
    detects: ClassVar = ("response-property-became-not-nullable",)
    fits: ClassVar = stating(NULL)
    operator: Literal["sem-null-became-empty"]

    def changed(self, value: Any, place: Place) -> Any:
        """Return the empty value of the type."""
        if value is not None:
            return value
        stated = types(place.schema)
        return next((empty for kind, empty in EMPTY.items() if kind in stated), "")
