"""response-property-enum-value-removed: one value of a field is merged into another."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ...document import Schema
from ..description import DriftClass
from ..evidence import choice, values
from ..field_operator import FieldOperator, Place


def _several(schema: Schema, name: str) -> bool:
    return choice(schema, name) and len(_texts(schema)) > 1


class EnumValueRemoved(FieldOperator):
    """Records that had one value now have another of those that remain.

    Args:
        value: the value that is no longer used; without it, the last that the contract lists.
        becomes: what stands there instead; without it, the first that the contract lists.
    """

    drift_class: ClassVar = DriftClass.DATA_VARIANT
    correct: ClassVar = "the output for the value that stands there"
    detects: ClassVar = ("response-property-enum-value-removed",)
    fits: ClassVar = _several
    operator: Literal["response-property-enum-value-removed"]
    value: str | None = None
    becomes: str | None = None

    def changed(self, value: Any, place: Place) -> Any:
        """Return what the value was merged into."""
        known = _texts(place.schema)
        removed = self.value or (known[-1] if known else None)
        instead = self.becomes or next((each for each in known if each != removed), None)
        return instead if value == removed and instead is not None else value


def _texts(schema: Schema) -> list[str]:
    return [value for value in values(schema) if isinstance(value, str)]
