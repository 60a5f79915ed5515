"""sem-byte-order-mark-added: JSON begins with the mark that some editors and servers put before UTF-8."""

from __future__ import annotations

from codecs import BOM_UTF8
from dataclasses import replace
from typing import ClassVar, Literal

from windtunnel.world.exchange import Exchange
from windtunnel.world.http import Response

from ..answer_operator import AnswerOperator
from ..description import DriftClass


class ByteOrderMarkAdded(AnswerOperator):
    """Three bytes stand before the body."""

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same output, or a typed error"
    operator: Literal["sem-byte-order-mark-added"]

    def answered(self, response: Response, exchange: Exchange) -> Response:
        """Return the answer with the mark."""
        json = "json" in (response.header("content-type") or "")
        return replace(response, body=BOM_UTF8 + response.body) if json and response.body else response
