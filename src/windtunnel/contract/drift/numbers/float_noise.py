"""sem-float-noise: amounts pass through binary fractions on the vendor's side: 12.1 arrives as 12.100000000000001."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..evidence import fraction
from ..field_operator import FieldOperator, Place
from .quantity import is_quantity

STEPS = 4


class FloatNoise(FieldOperator):
    """Numbers differ in their last binary digits."""

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same output: amounts are rounded to the digits of their currency before they are compared"
    fits: ClassVar = fraction
    operator: Literal["sem-float-noise"]

    def changed(self, value: Any, place: Place) -> Any:
        """Return a number that differs by a few units in the last place."""
        return float(value) * (1 + STEPS * 2**-52) if is_quantity(value) and value else value
