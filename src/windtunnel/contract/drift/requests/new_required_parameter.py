"""new-required-request-parameter: requests need a parameter that did not exist."""

from __future__ import annotations

from typing import ClassVar, Literal

from ..description import DriftClass
from .parameter_operator import RefusedParameter


class NewRequiredParameter(RefusedParameter):
    """Requests without the new parameter are refused."""

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error with what the system says; no retry, since the request will never do"
    detects: ClassVar = ("new-required-request-parameter",)
    needs_operations: ClassVar = True
    operator: Literal["new-required-request-parameter"]
    parameter: str = "tenant"

    def complaint(self, value: str | None) -> str | None:
        """Refuse requests without it."""
        return "is required" if value is None else None
