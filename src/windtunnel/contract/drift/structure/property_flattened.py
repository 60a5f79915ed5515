"""sem-property-flattened: the members of an object stand beside it, under longer names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from ..description import DriftClass
from ..evidence import OBJECT, stating
from ..field_operator import FieldOperator, Place, Record


class PropertyFlattened(FieldOperator):
    """The object gives way to one field for each member, in answers and in requests: ``owner_name``.

    Args:
        separator: between the object's name and the member's.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names the missing field; nothing is written on"
    detects: ClassVar = ("response-required-property-removed", "response-optional-property-added")
    reversible: ClassVar = True
    fits: ClassVar = stating(OBJECT)
    operator: Literal["sem-property-flattened"]
    separator: str = "_"

    def rewrite(self, record: Record, place: Place) -> Record:
        """Return the record without the object, with its members."""
        inside = record.get(place.field)
        if not isinstance(inside, Mapping):
            return record
        members = {f"{place.field}{self.separator}{key}": value for key, value in inside.items()}
        return {**{key: value for key, value in record.items() if key != place.field}, **members}

    def restore(self, record: Record, place: Place) -> Record:
        """Return the record with the members that the contract lists gathered in the object."""
        known = place.schema.get("properties", {})
        names = {f"{place.field}{self.separator}{key}": key for key in known}
        members = {names[key]: value for key, value in record.items() if key in names}
        if not members:
            return record
        return {**{key: value for key, value in record.items() if key not in names}, place.field: members}
