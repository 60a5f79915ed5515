"""sem-parameter-renamed: a parameter has another name, and the old one is ignored."""

from __future__ import annotations

from typing import ClassVar, Literal

from windtunnel.world.http import Request

from ..bodies import renamed_argument, without_argument
from ..description import DriftClass
from ..request_operator import Arrival, Verdict
from .parameter_operator import QueryOperator


class ParameterRenamed(QueryOperator):
    """The system knows the new name only.

    Args:
        to: the new name.
    """

    drift_class: ClassVar = DriftClass.MEANING_CHANGING
    correct: ClassVar = "what was asked for is checked in the answer (each row fits the filter), or a typed error"
    detects: ClassVar = ("request-parameter-removed", "new-optional-request-parameter")
    operator: Literal["sem-parameter-renamed"]
    to: str

    def received(self, request: Request, arrival: Arrival) -> Verdict:
        """Return the request without the old name."""
        return without_argument(request, self.parameter)

    def understood(self, request: Request) -> Request:
        """Return the request with the old name where it has the new one."""
        if self.to not in request.argument_lists:
            return request
        return renamed_argument(without_argument(request, self.parameter), self.to, self.parameter)
