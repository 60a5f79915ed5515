"""sem-thousands-separated: numbers are text with separators: 1,234.50 for 1234.5."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..evidence import NUMBER, stating
from ..field_operator import FieldOperator, Place
from .quantity import quantity


class ThousandsSeparated(FieldOperator):
    """Numbers are text in groups of three digits.

    Args:
        separator: between the groups.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names the field, or the same output"
    detects: ClassVar = ("response-property-type-changed",)
    fits: ClassVar = stating(NUMBER)
    operator: Literal["sem-thousands-separated"]
    separator: str = ","

    def changed(self, value: Any, place: Place) -> Any:
        """Write the number in groups."""
        number = quantity(value)
        if number is None:
            return value
        return (f"{number:,}" if isinstance(number, int) else f"{number:,.2f}").replace(",", self.separator)
