"""response-property-enum-value-added: a field takes a value that did not exist before."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..evidence import choice
from ..field_operator import FieldOperator, Place


class EnumValueAdded(FieldOperator):
    """The field takes a new value.

    Args:
        value: the new value.
    """

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error that names field and value, or a deliberate default that is recorded"
    detects: ClassVar = ("response-property-enum-value-added",)
    fits: ClassVar = choice
    operator: Literal["response-property-enum-value-added"]
    value: str = "unheard_of"

    def changed(self, value: Any, place: Place) -> Any:
        """Return the new value."""
        return self.value
