"""sem-property-renamed: the same value under another name."""

from __future__ import annotations

from typing import ClassVar, Literal

from ..description import DriftClass
from ..field_operator import FieldOperator, Place, Record


class PropertyRenamed(FieldOperator):
    """The field has another name, in answers and in requests.

    Args:
        to: the new name; without it, the old one with ``_v2`` behind it.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names the missing field; nothing is written on"
    detects: ClassVar = ("response-required-property-removed", "response-optional-property-added")
    reversible: ClassVar = True
    operator: Literal["sem-property-renamed"]
    to: str | None = None

    def rewrite(self, record: Record, place: Place) -> Record:
        """Return the record with the new name where the old one stood."""
        return _renamed(record, place.field, self._new(place))

    def restore(self, record: Record, place: Place) -> Record:
        """Return the record with the old name."""
        return _renamed(record, self._new(place), place.field)

    def _new(self, place: Place) -> str:
        return self.to or f"{place.field}_v2"


def _renamed(record: Record, name: str, to: str) -> Record:
    return {to if key == name else key: value for key, value in record.items()} if name in record else record
