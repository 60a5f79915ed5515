"""request-parameter-enum-value-removed: a parameter no longer takes a value."""

from __future__ import annotations

from typing import ClassVar, Literal

from ..description import DriftClass
from .parameter_operator import RefusedParameter


class ParameterEnumValueRemoved(RefusedParameter):
    """Requests with the value are refused.

    Args:
        value: the value.
    """

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error with what the system says; no retry, since the request will never do"
    detects: ClassVar = ("request-parameter-enum-value-removed",)
    operator: Literal["request-parameter-enum-value-removed"]
    value: str

    def complaint(self, value: str | None) -> str | None:
        """Refuse the value."""
        return f"cannot be {value}" if value == self.value else None
