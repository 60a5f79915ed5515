"""sem-status-remapped: the same refusal under another status."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import ClassVar, Literal

from pydantic import Field

from windtunnel.world.exchange import Exchange
from windtunnel.world.http import Response

from ..answer_operator import AnswerOperator
from ..description import DriftClass

USUAL = {429: 503, 404: 410, 409: 422, 401: 403, 422: 400, 400: 422, 503: 500}


class StatusRemapped(AnswerOperator):
    """Answers have other statuses; their bodies stay.

    Args:
        statuses: the new status by the old.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same handling of the same kind: 4xx is not retried, 5xx is, a quota is waited for"
    detects: ClassVar = ("response-non-success-status-removed", "response-non-success-status-added")
    operator: Literal["sem-status-remapped"]
    statuses: Mapping[int, int] = Field(default_factory=lambda: USUAL)

    def answered(self, response: Response, exchange: Exchange) -> Response:
        """Return the answer with its new status."""
        status = self.statuses.get(response.status, response.status)
        return response if status == response.status else replace(response, status=status)
