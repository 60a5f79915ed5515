"""sem-link-became-relative: links lack scheme and host."""

from __future__ import annotations

from typing import ClassVar, Literal
from urllib.parse import urlsplit, urlunsplit

from ..description import DriftClass
from ..evidence import link
from .text_operator import TextOperator


class LinkBecameRelative(TextOperator):
    """/tickets/1 stands for https://example.org/tickets/1."""

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "the same output: links are resolved against the address that was asked; or a typed error"
    fits: ClassVar = link
    operator: Literal["sem-link-became-relative"]

    def rewritten(self, text: str) -> str:
        """Leave path, query and fragment; what is no absolute link stays."""
        parts = urlsplit(text) if text.startswith(("http://", "https://")) else None
        return text if parts is None else urlunsplit(("", "", parts.path or "/", parts.query, parts.fragment))
