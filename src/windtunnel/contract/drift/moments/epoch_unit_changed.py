"""sem-epoch-unit-changed: seconds since 1970 become milliseconds, or the other way round."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..evidence import epoch
from ..field_operator import FieldOperator, Place

MILLISECONDS_FROM = 100_000_000_000
"""As seconds, the year 5138; as milliseconds, 1973."""


class EpochUnitChanged(FieldOperator):
    """Numeric times have the other unit; in requests both are understood."""

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names the field: the year 58000, and January 1970, are out of range"
    reversible: ClassVar = True
    fits: ClassVar = epoch
    operator: Literal["sem-epoch-unit-changed"]

    def changed(self, value: Any, place: Place) -> Any:
        """Write it in the other unit."""
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            return value
        if value >= MILLISECONDS_FROM:
            place.memory["was"] = "milliseconds"
            return int(value // 1000)
        return int(value * 1000)

    def restored(self, value: Any, place: Place) -> Any:
        """Write a time that is in the new unit in the one that the system had."""
        in_milliseconds = isinstance(value, int) and not isinstance(value, bool) and value >= MILLISECONDS_FROM
        had_milliseconds = place.memory.get("was") == "milliseconds"
        return value if in_milliseconds == had_milliseconds else self.changed(value, place)
