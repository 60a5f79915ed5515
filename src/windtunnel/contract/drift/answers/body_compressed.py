"""sem-body-compressed: answers are compressed, whether the request allowed it or not."""

from __future__ import annotations

import gzip
from dataclasses import replace
from typing import ClassVar, Literal

from windtunnel.world.exchange import Exchange
from windtunnel.world.http import Response

from ..answer_operator import AnswerOperator, with_header
from ..description import DriftClass


class BodyCompressed(AnswerOperator):
    """Bodies are compressed with gzip, and Content-Encoding says so."""

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same output, or a typed error"
    operator: Literal["sem-body-compressed"]

    def answered(self, response: Response, exchange: Exchange) -> Response:
        """Return the answer compressed; one that has an encoding already is left alone."""
        if not response.body or response.header("content-encoding"):
            return response
        body = gzip.compress(response.body, compresslevel=1, mtime=0)
        return replace(with_header(response, "Content-Encoding", "gzip"), body=body)
