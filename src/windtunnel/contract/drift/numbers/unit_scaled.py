"""sem-unit-scaled: the same field in another unit: cents for euros, milliseconds for seconds."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from ..description import DriftClass
from ..evidence import NUMBER, stating
from ..field_operator import FieldOperator, Place
from .quantity import is_quantity, scaled


class UnitScaled(FieldOperator):
    """Numbers are multiplied; in requests the new unit is expected.

    Args:
        factor: what they are multiplied by.
    """

    drift_class: ClassVar = DriftClass.MEANING_CHANGING
    correct: ClassVar = "an invariant of the data (a sum, a range) raises a typed error"
    reversible: ClassVar = True
    fits: ClassVar = stating(NUMBER)
    operator: Literal["sem-unit-scaled"]
    factor: Annotated[float, Field(gt=0)] = 100.0

    def changed(self, value: Any, place: Place) -> Any:
        """Multiply; whole numbers stay whole where they can."""
        return scaled(value, self.factor) if is_quantity(value) and value else value

    def restored(self, value: Any, place: Place) -> Any:
        """Divide."""
        return scaled(value, 1 / self.factor) if is_quantity(value) and value else value
