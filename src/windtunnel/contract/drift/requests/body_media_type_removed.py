"""request-body-media-type-removed: bodies of one content type are no longer taken."""

from __future__ import annotations

from typing import ClassVar, Literal

from windtunnel.world.http import Request

from ..description import DriftClass
from ..request_operator import Arrival, Refusal, RequestOperator, Verdict


class BodyMediaTypeRemoved(RequestOperator):
    """Requests with the content type are refused.

    Args:
        media: the content type.
    """

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error with what the system says; no retry, since the request will never do"
    detects: ClassVar = ("request-body-media-type-removed",)
    needs_operations: ClassVar = True
    operator: Literal["request-body-media-type-removed"]
    media: str = "application/json"

    def received(self, request: Request, arrival: Arrival) -> Verdict:
        """Refuse the content type."""
        taken = not request.body or request.content_type != self.media
        return request if taken else Refusal(415, f"content type {self.media} is not supported")
