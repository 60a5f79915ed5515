"""response-property-became-optional: a field that answers always had is missing from some of them."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from ..description import DriftClass
from ..field_operator import GONE, FieldOperator, Place


class PropertyBecameOptional(FieldOperator):
    """The field is missing from a share of the records, drawn one by one.

    Args:
        share: of the records that lack it.
    """

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error that names the field where it is missing; records that have it as before"
    detects: ClassVar = ("response-property-became-optional",)
    operator: Literal["response-property-became-optional"]
    share: Annotated[float, Field(gt=0, le=1)] = 0.5

    def changed(self, value: Any, place: Place) -> Any:
        """Remove it from some records."""
        return GONE if place.random.random() < self.share else value
