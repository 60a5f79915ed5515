"""response-property-const-changed: a field that always had one value always has another."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..evidence import constant
from ..field_operator import FieldOperator, Place


class PropertyConstChanged(FieldOperator):
    """The constant, such as an object's type, has another value.

    Args:
        suffix: what is written behind the constant.
    """

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error that names field and value where the constant tells kinds apart"
    detects: ClassVar = ("response-property-const-changed",)
    fits: ClassVar = constant
    operator: Literal["response-property-const-changed"]
    suffix: str = ".v2"

    def changed(self, value: Any, place: Place) -> Any:
        """Return the new constant."""
        return value + self.suffix if isinstance(value, str) else value
