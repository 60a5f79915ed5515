"""response-media-type-name-specialized: the same JSON under a narrower content type."""

from __future__ import annotations

from typing import ClassVar, Literal

from windtunnel.world.exchange import Exchange
from windtunnel.world.http import Response

from ..answer_operator import AnswerOperator, with_header
from ..description import DriftClass


class MediaTypeNameSpecialized(AnswerOperator):
    """The content type of JSON answers is a special one.

    Args:
        to: the new name.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same output: a content type that ends with +json is JSON; or a typed error"
    detects: ClassVar = ("response-media-type-name-specialized",)
    operator: Literal["response-media-type-name-specialized"]
    to: str = "application/hal+json"

    def answered(self, response: Response, exchange: Exchange) -> Response:
        """Return the answer under the new name."""
        known = response.header("content-type") or ""
        return with_header(response, "Content-Type", self.to) if "json" in known and known != self.to else response
