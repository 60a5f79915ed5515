"""sem-text-truncated: long texts break off, and nothing says so."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ..description import DriftClass
from .text_operator import TextOperator


class TextTruncated(TextOperator):
    """Texts end after some characters.

    Args:
        length: how many are left.
        mark: what stands in the place of the rest, within the length.
    """

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error where the length is the known limit, or a record read in full elsewhere"
    operator: Literal["sem-text-truncated"]
    length: Annotated[int, Field(ge=1)] = 20
    mark: str = ""

    def rewritten(self, text: str) -> str:
        """Cut it."""
        return text if len(text) <= self.length else text[: max(self.length - len(self.mark), 0)] + self.mark
