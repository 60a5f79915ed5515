"""api-security-added: an operation wants credentials of another kind."""

from __future__ import annotations

from typing import ClassVar, Literal

from windtunnel.world.http import Request

from ..description import DriftClass
from ..request_operator import Arrival, Refusal, RequestOperator, Verdict


class ApiSecurityAdded(RequestOperator):
    """Calls with the credentials that were good are answered with 401, and a new token changes nothing."""

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error after one new token at most; no loop of signing in"
    detects: ClassVar = ("api-security-added", "api-global-security-added")
    needs_operations: ClassVar = True
    operator: Literal["api-security-added"]

    def received(self, request: Request, arrival: Arrival) -> Verdict:
        """Refuse the credentials."""
        return Refusal(401, "these credentials are no longer accepted here")
