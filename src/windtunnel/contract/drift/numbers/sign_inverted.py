"""sem-sign-inverted: what was counted as positive is counted as negative, as when debits and credits change sides."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..evidence import NUMBER, stating
from ..field_operator import FieldOperator, Place
from .quantity import is_quantity


class SignInverted(FieldOperator):
    """Numbers change their sign; in requests the new sign is expected."""

    drift_class: ClassVar = DriftClass.MEANING_CHANGING
    correct: ClassVar = "an invariant of the data (a range, a sum) raises a typed error"
    reversible: ClassVar = True
    fits: ClassVar = stating(NUMBER)
    operator: Literal["sem-sign-inverted"]

    def changed(self, value: Any, place: Place) -> Any:
        """Change the sign."""
        return -value if is_quantity(value) and value else value

    def restored(self, value: Any, place: Place) -> Any:
        """Change it back."""
        return self.changed(value, place)
