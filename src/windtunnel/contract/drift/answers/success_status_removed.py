"""response-success-status-removed: success has another status, and no body."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from windtunnel.world.exchange import Exchange
from windtunnel.world.http import Response

from ..answer_operator import AnswerOperator, is_success
from ..description import DriftClass


class SuccessStatusRemoved(AnswerOperator):
    """Successful answers say 204 and nothing more; what was done is done.

    Args:
        to: the new status.
    """

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error where the body is needed; an effect is not attempted again"
    detects: ClassVar = ("response-success-status-removed", "response-success-status-added")
    operator: Literal["response-success-status-removed"]
    to: Annotated[int, Field(ge=200, le=299)] = 204

    def answered(self, response: Response, exchange: Exchange) -> Response:
        """Return the answer without body."""
        if not is_success(response) or response.status == self.to:
            return response
        headers = [pair for pair in response.headers if pair[0].lower() != "content-type"]
        return replace(response, status=self.to, headers=headers, body=b"")
