"""sem-line-breaks-changed: lines end with carriage return and line feed, or no longer do."""

from __future__ import annotations

from typing import ClassVar, Literal

from ..description import DriftClass
from .text_operator import TextOperator


class LineBreaksChanged(TextOperator):
    """Line feeds become carriage return and line feed; where those stand already, line feeds."""

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same output: lines are split at either"
    operator: Literal["sem-line-breaks-changed"]

    def rewritten(self, text: str) -> str:
        """Change the line breaks."""
        return text.replace("\r\n", "\n") if "\r\n" in text else text.replace("\n", "\r\n")
