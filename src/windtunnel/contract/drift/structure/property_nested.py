"""sem-property-nested: the same value one level deeper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from ..description import DriftClass
from ..field_operator import FieldOperator, Place, Record


class PropertyNested(FieldOperator):
    """The field moves into an object, in answers and in requests: ``{"attributes": {"total": 12}}``.

    Args:
        into: the object's name.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names the missing field; nothing is written on"
    detects: ClassVar = ("response-required-property-removed", "response-optional-property-added")
    reversible: ClassVar = True
    operator: Literal["sem-property-nested"]
    into: str = "attributes"

    def rewrite(self, record: Record, place: Place) -> Record:
        """Return the record with the field in the object."""
        if place.field not in record:
            return record
        inside = record.get(self.into)
        nested = {**(inside if isinstance(inside, Mapping) else {}), place.field: record[place.field]}
        return {**{key: value for key, value in record.items() if key != place.field}, self.into: nested}

    def restore(self, record: Record, place: Place) -> Record:
        """Return the record with the field where it stood before."""
        inside = record.get(self.into)
        if not isinstance(inside, Mapping) or place.field not in inside:
            return record
        rest = {key: value for key, value in inside.items() if key != place.field}
        outside = {key: value for key, value in record.items() if key != self.into}
        return {**outside, **({self.into: rest} if rest else {}), place.field: inside[place.field]}
