"""sem-number-rounded: digits behind the point are gone."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from ..description import DriftClass
from ..evidence import fraction
from ..field_operator import FieldOperator, Place
from .quantity import quantity


class NumberRounded(FieldOperator):
    """Numbers, and numbers written as text, are rounded.

    Args:
        digits: behind the point.
    """

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "an invariant of the data (a sum of parts) raises a typed error"
    fits: ClassVar = fraction
    operator: Literal["sem-number-rounded"]
    digits: Annotated[int, Field(ge=0, le=9)] = 0

    def changed(self, value: Any, place: Place) -> Any:
        """Round, in the notation that the value has."""
        number = quantity(value)
        if number is None or isinstance(number, int) or round(number, self.digits) == number:
            return value
        rounded = round(number, self.digits or None)
        return str(rounded) if isinstance(value, str) else rounded
