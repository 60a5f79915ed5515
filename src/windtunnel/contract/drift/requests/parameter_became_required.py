"""request-parameter-became-required: requests need a parameter that was optional."""

from __future__ import annotations

from typing import ClassVar, Literal

from ..description import DriftClass
from .parameter_operator import RefusedParameter


class ParameterBecameRequired(RefusedParameter):
    """Requests without the parameter are refused."""

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error with what the system says; no retry, since the request will never do"
    detects: ClassVar = ("request-parameter-became-required",)
    needs_operations: ClassVar = True
    operator: Literal["request-parameter-became-required"]

    def complaint(self, value: str | None) -> str | None:
        """Refuse requests without it."""
        return "is required" if value is None else None
