"""sem-header-renamed: the same value under another header: RateLimit-Remaining for X-RateLimit-Remaining."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar, Literal

from windtunnel.world.exchange import Exchange
from windtunnel.world.http import Response

from ..answer_operator import AnswerOperator
from ..description import DriftClass


class HeaderRenamed(AnswerOperator):
    """A header, or a family of headers, has another name.

    Args:
        header: the beginning of the old name.
        to: the beginning of the new name.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same output: without the header a cautious default holds; no crash"
    detects: ClassVar = ("required-response-header-removed", "response-header-added")
    operator: Literal["sem-header-renamed"]
    header: str = "X-RateLimit"
    to: str = "RateLimit"

    @property
    def place(self) -> str:
        """The header."""
        return self.header

    def answered(self, response: Response, exchange: Exchange) -> Response:
        """Return the answer with the new names."""
        old = self.header.lower()
        renamed = [
            (self.to + name[len(old) :] if name.lower().startswith(old) else name, value)
            for name, value in response.headers
        ]
        return response if renamed == response.headers else replace(response, headers=renamed)
