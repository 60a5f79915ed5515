"""request-parameter-removed: a parameter is ignored, and nothing says so."""

from __future__ import annotations

from typing import ClassVar, Literal

from windtunnel.world.http import Request

from ..bodies import without_argument, without_header
from ..description import DriftClass
from ..request_operator import Arrival, Verdict
from .parameter_operator import ParameterOperator


class ParameterRemoved(ParameterOperator):
    """The system answers as if the parameter had not been given: a filter filters nothing."""

    drift_class: ClassVar = DriftClass.MEANING_CHANGING
    correct: ClassVar = "what was asked for is checked in the answer (each row fits the filter), or a typed error"
    detects: ClassVar = ("request-parameter-removed",)
    operator: Literal["request-parameter-removed"]

    def received(self, request: Request, arrival: Arrival) -> Verdict:
        """Return the request without the parameter."""
        return (without_header if self.where == "header" else without_argument)(request, self.parameter)
