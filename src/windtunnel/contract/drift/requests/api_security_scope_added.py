"""api-security-scope-added: an operation wants a permission that nobody was given."""

from __future__ import annotations

from typing import ClassVar, Literal

from windtunnel.world.http import Request

from ..description import DriftClass
from ..request_operator import Arrival, Refusal, RequestOperator, Verdict


class ApiSecurityScopeAdded(RequestOperator):
    """Calls are answered with 403.

    Args:
        scope: the permission.
    """

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error that somebody is told of; no retry, since no permission will come by itself"
    detects: ClassVar = ("api-security-scope-added", "api-global-security-scope-added")
    needs_operations: ClassVar = True
    operator: Literal["api-security-scope-added"]
    scope: str = "records.read.all"

    def received(self, request: Request, arrival: Arrival) -> Verdict:
        """Refuse the caller."""
        return Refusal(403, f"scope {self.scope} is required")
