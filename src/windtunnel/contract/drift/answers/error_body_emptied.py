"""sem-error-body-emptied: errors have their status, and no body that says why."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

from windtunnel.world.exchange import Exchange
from windtunnel.world.http import Response

from ..answer_operator import AnswerOperator
from ..description import DriftClass

FIRST_ERROR = 400


class ErrorBodyEmptied(AnswerOperator):
    """Errors have no body and no content type."""

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "the handling that the status asks for; an empty body does not crash the reading of errors"
    operator: Literal["sem-error-body-emptied"]

    def answered(self, response: Response, exchange: Exchange) -> Response:
        """Return the error without its body."""
        if response.status < FIRST_ERROR or not response.body:
            return response
        headers = [pair for pair in response.headers if pair[0].lower() != "content-type"]
        return replace(response, headers=headers, body=b"")
