"""sem-flag-inverted: true means what false meant, as when enabled becomes disabled under one name."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..evidence import FLAG, stating
from ..field_operator import FieldOperator, Place


class FlagInverted(FieldOperator):
    """Flags have the other value; in requests the new meaning is expected."""

    drift_class: ClassVar = DriftClass.MEANING_CHANGING
    correct: ClassVar = "an invariant of the data (paid, so not overdue) raises a typed error"
    reversible: ClassVar = True
    fits: ClassVar = stating(FLAG)
    operator: Literal["sem-flag-inverted"]

    def changed(self, value: Any, place: Place) -> Any:
        """Return the other value."""
        return not value if isinstance(value, bool) else value

    def restored(self, value: Any, place: Place) -> Any:
        """Return the other value."""
        return self.changed(value, place)
