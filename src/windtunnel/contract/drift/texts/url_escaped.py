"""sem-url-escaped: texts are escaped for URLs: a%20question."""

from __future__ import annotations

from typing import ClassVar, Literal
from urllib.parse import quote

from ..description import DriftClass
from .text_operator import TextOperator


class UrlEscaped(TextOperator):
    """Everything but letters, digits and a few signs is percent-encoded."""

    drift_class: ClassVar = DriftClass.MEANING_CHANGING
    correct: ClassVar = "the same output where escapes are known to appear; else an invariant raises a typed error"
    operator: Literal["sem-url-escaped"]

    def rewritten(self, text: str) -> str:
        """Escape it."""
        return quote(text, safe="")
