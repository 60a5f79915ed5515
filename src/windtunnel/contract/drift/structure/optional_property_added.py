"""response-optional-property-added: records have a field that nobody knew."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..field_operator import FieldOperator, Place, Record


class OptionalPropertyAdded(FieldOperator):
    """A new field stands beside the one that ``at`` names.

    Args:
        named: the new field.
        value: what stands there.
    """

    drift_class: ClassVar = DriftClass.ADDITIVE
    correct: ClassVar = "the same output and no alarm"
    detects: ClassVar = ("response-optional-property-added",)
    operator: Literal["response-optional-property-added"]
    named: str = "added_later"
    value: Any = "new"

    def rewrite(self, record: Record, place: Place) -> Record:
        """Return the record with one more field."""
        return {**record, self.named: self.value} if place.field in record and self.named not in record else record
