"""api-removed-without-deprecation: an operation does not exist any more."""

from __future__ import annotations

from typing import ClassVar, Literal

from windtunnel.world.http import Request

from ..description import DriftClass
from ..request_operator import Arrival, Refusal, RequestOperator, Verdict


class ApiRemoved(RequestOperator):
    """Calls are answered with 404, or 410.

    Args:
        status: of the answer.
    """

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = (
        "a typed error; a missing operation is not a missing record, and nothing is created in its place"
    )
    detects: ClassVar = ("api-removed-without-deprecation", "api-path-removed-without-deprecation")
    needs_operations: ClassVar = True
    operator: Literal["api-removed-without-deprecation"]
    status: Literal[404, 405, 410] = 404

    def received(self, request: Request, arrival: Arrival) -> Verdict:
        """Refuse the call."""
        return Refusal(self.status, f"{request.method} {request.path} does not exist")
