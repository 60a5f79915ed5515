"""request-parameter-max-decreased: a number in the query must be smaller than it had to be."""

from __future__ import annotations

from typing import ClassVar, Literal

from ..description import DriftClass
from .parameter_operator import RefusedParameter


class ParameterMaxDecreased(RefusedParameter):
    """Requests with a larger number are refused.

    Args:
        maximum: the largest number that is taken.
    """

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error with what the system says; no retry, since the request will never do"
    detects: ClassVar = ("request-parameter-max-decreased", "request-parameter-max-set")
    operator: Literal["request-parameter-max-decreased"]
    maximum: int = 10

    def complaint(self, value: str | None) -> str | None:
        """Refuse larger numbers."""
        return f"must be at most {self.maximum}" if value and value.isdigit() and int(value) > self.maximum else None
