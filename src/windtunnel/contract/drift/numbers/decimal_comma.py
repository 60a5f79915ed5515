"""sem-decimal-comma: numbers are written as the vendor's locale writes them: 12,5 for 12.5."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..evidence import NUMBER, stating
from ..field_operator import FieldOperator, Place
from .quantity import quantity

_COMMA = re.compile(r"-?\d+,\d+")


class DecimalComma(FieldOperator):
    """Numbers are text with a decimal comma; requests may write them so."""

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names the field: what drops the comma is wrong a hundredfold"
    detects: ClassVar = ("response-property-type-changed",)
    reversible: ClassVar = True
    fits: ClassVar = stating(NUMBER)
    operator: Literal["sem-decimal-comma"]

    def changed(self, value: Any, place: Place) -> Any:
        """Write the number with two digits behind a comma at least."""
        number = quantity(value)
        if number is None:
            return value
        written = f"{number:.2f}" if round(number, 2) == number else repr(float(number))
        return written.replace(".", ",")

    def restored(self, value: Any, place: Place) -> Any:
        """Read the number."""
        written = isinstance(value, str) and _COMMA.fullmatch(value)
        return float(value.replace(",", ".")) if written else value
