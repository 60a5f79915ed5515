"""sem-error-as-success: errors are answered with status 200, and only the body says what they are."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

from windtunnel.world.exchange import Exchange
from windtunnel.world.http import Response

from ..answer_operator import AnswerOperator
from ..description import DriftClass

FIRST_ERROR = 400


class ErrorAsSuccess(AnswerOperator):
    """Every error has status 200 and its body."""

    drift_class: ClassVar = DriftClass.MEANING_CHANGING
    correct: ClassVar = "a typed error: a body without the fields of success is none"
    detects: ClassVar = ("response-non-success-status-removed",)
    operator: Literal["sem-error-as-success"]

    def answered(self, response: Response, exchange: Exchange) -> Response:
        """Return the error as a success."""
        return replace(response, status=200) if response.status >= FIRST_ERROR else response
