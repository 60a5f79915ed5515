"""sem-list-became-text: lists of plain values are one text with separators: red;blue."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..evidence import LIST, stating
from ..field_operator import FieldOperator, Place


class ListBecameText(FieldOperator):
    """The items stand in one text; requests may write them so.

    Args:
        separator: between the items.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names the field: what iterates over a text gets letters"
    detects: ClassVar = ("response-property-type-changed",)
    reversible: ClassVar = True
    fits: ClassVar = stating(LIST)
    operator: Literal["sem-list-became-text"]
    separator: str = ";"

    def changed(self, value: Any, place: Place) -> Any:
        """Join the items; lists of objects or lists are left alone."""
        if not isinstance(value, list) or any(isinstance(each, dict | list) for each in value):
            return value
        return self.separator.join(str(each) for each in value)

    def restored(self, value: Any, place: Place) -> Any:
        """Split the text."""
        return [each for each in value.split(self.separator) if each] if isinstance(value, str) else value
