"""sem-text-padded: texts are filled with spaces, as from columns of fixed width."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ..description import DriftClass
from .text_operator import TextOperator


class TextPadded(TextOperator):
    """Spaces stand behind texts.

    Args:
        width: of the column; longer texts get one space.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same output: outer spaces are stripped before texts are compared"
    operator: Literal["sem-text-padded"]
    width: Annotated[int, Field(ge=1, le=10_000)] = 40

    def rewritten(self, text: str) -> str:
        """Fill it."""
        return text.ljust(self.width) if len(text) < self.width else f"{text} "
