"""sem-retry-after-as-date: Retry-After is a date, which RFC 9110 (section 10.2.3) allows beside seconds."""

from __future__ import annotations

from email.utils import formatdate
from typing import ClassVar, Literal

from windtunnel.world.exchange import Exchange
from windtunnel.world.http import Response

from ..answer_operator import AnswerOperator, with_header
from ..description import DriftClass


class RetryAfterAsDate(AnswerOperator):
    """Seconds to wait become the moment to wait for."""

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same wait, or a cautious default; no crash, and no retry at once"
    detects: ClassVar = ("response-header-type-changed",)
    operator: Literal["sem-retry-after-as-date"]

    def answered(self, response: Response, exchange: Exchange) -> Response:
        """Return the answer with the moment."""
        seconds = response.header("retry-after")
        if seconds is None or not seconds.isdigit():
            return response
        return with_header(response, "Retry-After", formatdate(exchange.at + int(seconds), usegmt=True))
