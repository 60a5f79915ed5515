"""sem-idempotency-key-ignored: the system forgets which requests it has seen."""

from __future__ import annotations

from typing import ClassVar, Literal

from windtunnel.world.http import Request

from ..bodies import without_header
from ..description import DriftClass
from ..request_operator import Arrival, RequestOperator, Verdict


class IdempotencyKeyIgnored(RequestOperator):
    """The header counts for nothing: what is sent twice happens twice.

    Args:
        header: its name.
    """

    drift_class: ClassVar = DriftClass.MEANING_CHANGING
    correct: ClassVar = "after a lost answer it looks whether the effect is there before it sends again"
    detects: ClassVar = ("request-parameter-removed",)
    operator: Literal["sem-idempotency-key-ignored"]
    header: str = "Idempotency-Key"

    @property
    def place(self) -> str:
        """The header."""
        return self.header

    def received(self, request: Request, arrival: Arrival) -> Verdict:
        """Return the request without its key."""
        return without_header(request, self.header)
