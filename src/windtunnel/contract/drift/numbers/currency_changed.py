"""sem-currency-changed: the same amount in another currency."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from ..description import DriftClass
from ..evidence import NUMBER, stating
from ..field_operator import FieldOperator, Place, Record
from .quantity import is_quantity


class CurrencyChanged(FieldOperator):
    """Amounts are converted; the field that names the currency follows only when it is given.

    Args:
        rate: units of the new currency for one of the old.
        code_field: the field beside the amount that names the currency; without it, nothing tells of the change.
        code: what that field says now.
    """

    drift_class: ClassVar = DriftClass.MEANING_CHANGING
    correct: ClassVar = "the currency is read with the amount; where none is given, an invariant raises a typed error"
    fits: ClassVar = stating(NUMBER)
    operator: Literal["sem-currency-changed"]
    rate: Annotated[float, Field(gt=0)] = 1.0837
    code_field: str | None = None
    code: str = "USD"

    def rewrite(self, record: Record, place: Place) -> Record:
        """Return the record with its amount in the other currency."""
        value = record.get(place.field)
        if not is_quantity(value):
            return record
        told = {self.code_field: self.code} if self.code_field is not None and self.code_field in record else {}
        return {**record, place.field: self.changed(value, place), **told}

    def changed(self, value: Any, place: Place) -> Any:
        """Convert, to hundredths."""
        return round(value * self.rate, 2)
