"""sem-unicode-decomposed: letters with marks are two code points: é is e and an accent."""

from __future__ import annotations

import unicodedata
from typing import ClassVar, Literal

from ..description import DriftClass
from .text_operator import TextOperator


class UnicodeDecomposed(TextOperator):
    """Texts are in Unicode's form NFD; they look the same."""

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same output: texts are normalised before they are compared or used as keys"
    operator: Literal["sem-unicode-decomposed"]

    def rewritten(self, text: str) -> str:
        """Decompose it."""
        return unicodedata.normalize("NFD", text)
