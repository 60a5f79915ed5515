"""sem-html-escaped: texts are escaped for HTML: &amp; for &."""

from __future__ import annotations

import html
from typing import ClassVar, Literal

from ..description import DriftClass
from .text_operator import TextOperator


class HtmlEscaped(TextOperator):
    """Ampersands, angle brackets and quotes are entities."""

    drift_class: ClassVar = DriftClass.MEANING_CHANGING
    correct: ClassVar = "the same output where entities are known to appear; else an invariant raises a typed error"
    operator: Literal["sem-html-escaped"]

    def rewritten(self, text: str) -> str:
        """Escape it."""
        return html.escape(text)
