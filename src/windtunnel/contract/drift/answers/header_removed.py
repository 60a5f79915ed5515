"""required-response-header-removed: a header that answers always had is gone."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

from windtunnel.world.exchange import Exchange
from windtunnel.world.http import Response

from ..answer_operator import AnswerOperator
from ..description import DriftClass


class HeaderRemoved(AnswerOperator):
    """A header no longer appears.

    Args:
        header: its name.
    """

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a cautious default (a longer wait, no next page but a check), or a typed error; no crash"
    detects: ClassVar = (
        "required-response-header-removed",
        "optional-response-header-removed",
        "response-header-became-optional",
    )
    operator: Literal["required-response-header-removed"]
    header: str = "Retry-After"

    @property
    def place(self) -> str:
        """The header."""
        return self.header

    def answered(self, response: Response, exchange: Exchange) -> Response:
        """Return the answer without it."""
        left = [pair for pair in response.headers if pair[0].lower() != self.header.lower()]
        return response if len(left) == len(response.headers) else replace(response, headers=left)
