"""response-property-max-length-increased: texts are longer than they ever were."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field

from ..description import DriftClass
from ..evidence import free_text
from ..field_operator import FieldOperator, Place


class PropertyMaxLengthIncreased(FieldOperator):
    """The text is repeated until it is long.

    Args:
        length: number of characters; without it, one more than the contract allowed, or 10,000.
    """

    drift_class: ClassVar = DriftClass.DATA_VARIANT
    correct: ClassVar = "the whole text is passed on, or a typed error where the next system does not take it"
    detects: ClassVar = ("response-property-max-length-increased", "response-property-max-length-unset")
    fits: ClassVar = free_text
    operator: Literal["response-property-max-length-increased"]
    length: Annotated[int, Field(ge=1, le=10_000_000)] | None = None

    def changed(self, value: Any, place: Place) -> Any:
        """Return a longer text; an empty one stays empty."""
        length = self.length or place.schema.get("maxLength", 9_999) + 1
        if not isinstance(value, str) or not value or len(value) >= length:
            return value
        return (value * (length // len(value) + 1))[:length]
