"""sem-currency-symbol-added: amounts are text with their currency: €12.50 for 12.5."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..evidence import NUMBER, stating
from ..field_operator import FieldOperator, Place
from .quantity import quantity


class CurrencySymbolAdded(FieldOperator):
    """Amounts are text, with two digits behind the point.

    Args:
        symbol: what stands before the amount.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names the field, or the same output"
    detects: ClassVar = ("response-property-type-changed",)
    fits: ClassVar = stating(NUMBER)
    operator: Literal["sem-currency-symbol-added"]
    symbol: str = "€"

    def changed(self, value: Any, place: Place) -> Any:
        """Write the amount with its currency."""
        number = quantity(value)
        return value if number is None else f"{self.symbol}{number:.2f}"
