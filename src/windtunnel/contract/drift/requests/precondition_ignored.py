"""sem-precondition-ignored: the system no longer looks whether a record has changed since it was read."""

from __future__ import annotations

from typing import ClassVar, Literal

from windtunnel.world.http import Request

from ..bodies import without_header
from ..description import DriftClass
from ..request_operator import Arrival, RequestOperator, Verdict

HEADERS = ("if-match", "if-none-match", "if-unmodified-since", "if-modified-since")


class PreconditionIgnored(RequestOperator):
    """Conditional headers count for nothing: the last writer wins, and unchanged records are sent again."""

    drift_class: ClassVar = DriftClass.MEANING_CHANGING
    correct: ClassVar = "what was written is compared with what the answer says is there, or a typed error"
    detects: ClassVar = ("request-parameter-removed",)
    operator: Literal["sem-precondition-ignored"]

    def received(self, request: Request, arrival: Arrival) -> Verdict:
        """Return the request without its conditions."""
        for header in HEADERS:
            request = without_header(request, header)
        return request
