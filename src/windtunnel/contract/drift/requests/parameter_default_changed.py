"""request-parameter-default-value-changed: what counts for a parameter that is not given is another value."""

from __future__ import annotations

from typing import ClassVar, Literal

from windtunnel.world.http import Request

from ..bodies import with_argument
from ..description import DriftClass
from ..request_operator import Arrival, Verdict
from .parameter_operator import QueryOperator


class ParameterDefaultChanged(QueryOperator):
    """Requests that do not give the parameter count as if they gave a value.

    Args:
        value: the new default.
    """

    drift_class: ClassVar = DriftClass.MEANING_CHANGING
    correct: ClassVar = "what matters is stated in every request; where it is not, an invariant raises a typed error"
    detects: ClassVar = ("request-parameter-default-value-changed", "request-parameter-default-value-added")
    needs_operations: ClassVar = True
    operator: Literal["request-parameter-default-value-changed"]
    value: str

    def received(self, request: Request, arrival: Arrival) -> Verdict:
        """Return the request with the default."""
        return request if self.given(request) is not None else with_argument(request, self.parameter, self.value)
