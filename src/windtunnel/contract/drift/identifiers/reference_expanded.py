"""sem-reference-expanded: where the id of another object stood, the object stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..evidence import reference
from ..field_operator import FieldOperator, Place


class ReferenceExpanded(FieldOperator):
    """A reference is an object with the id: ``{"id": 7}`` for ``7``; requests may say it so.

    Args:
        under: the object's field that holds the id.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names the field; an object's text is never written on as an id"
    detects: ClassVar = ("response-property-type-changed",)
    reversible: ClassVar = True
    fits: ClassVar = reference
    operator: Literal["sem-reference-expanded"]
    under: str = "id"

    def changed(self, value: Any, place: Place) -> Any:
        """Return the object."""
        return value if value is None or isinstance(value, Mapping | list | bool) else {self.under: value}

    def restored(self, value: Any, place: Place) -> Any:
        """Return the id."""
        return value[self.under] if isinstance(value, Mapping) and self.under in value else value
