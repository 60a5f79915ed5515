"""sem-text-became-html: plain text arrives as HTML."""

from __future__ import annotations

import html
from typing import ClassVar, Literal

from ..description import DriftClass
from .text_operator import TextOperator


class TextBecameHtml(TextOperator):
    """Each line is a paragraph: <p>a question</p>."""

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same output where markup is known to appear; else an invariant raises a typed error"
    operator: Literal["sem-text-became-html"]

    def rewritten(self, text: str) -> str:
        """Mark it up; an empty text stays empty."""
        return "".join(f"<p>{html.escape(line, quote=False)}</p>" for line in text.splitlines() if line.strip())
