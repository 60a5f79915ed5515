"""sem-single-item-unwrapped: a list with one item is the item itself, as in JSON that was made from XML."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..evidence import LIST, stating
from ..field_operator import FieldOperator, Place


class SingleItemUnwrapped(FieldOperator):
    """Lists with one item are not lists; longer ones, and empty ones, are."""

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names the field, or the same output"
    detects: ClassVar = ("response-property-list-of-types-widened",)
    fits: ClassVar = stating(LIST)
    operator: Literal["sem-single-item-unwrapped"]

    def changed(self, value: Any, place: Place) -> Any:
        """Return the only item."""
        return value[0] if isinstance(value, list) and len(value) == 1 else value
