"""response-property-one-of-added: a field takes a second form, and some records use it."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from ..description import DriftClass
from ..field_operator import FieldOperator, Place


class PropertyOneOfAdded(FieldOperator):
    """In a share of the records the value stands in an object: ``{"type": "value", "value": 12}``.

    Args:
        share: of the records with the new form.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names the field for records in the new form, or the same output"
    detects: ClassVar = ("response-property-one-of-added",)
    operator: Literal["response-property-one-of-added"]
    share: Annotated[float, Field(gt=0, le=1)] = 0.5

    def changed(self, value: Any, place: Place) -> Any:
        """Write some values in the second form."""
        return {"type": "value", "value": value} if place.random.random() < self.share else value
