"""sem-name-order-swapped: names are written family name first: Doe, Jane."""

from __future__ import annotations

from typing import ClassVar, Literal

from ..description import DriftClass
from ..evidence import free_text, named
from .text_operator import TextOperator


class NameOrderSwapped(TextOperator):
    """The last word stands first, with a comma; a single word stays."""

    drift_class: ClassVar = DriftClass.MEANING_CHANGING
    correct: ClassVar = "names are taken from their own fields; where there are none, an invariant raises a typed error"
    fits: ClassVar = named(r"(^|_)(full_|display_|real_)?name$|[a-z]Name$|author|assignee|contact|owner", free_text)
    operator: Literal["sem-name-order-swapped"]

    def rewritten(self, text: str) -> str:
        """Swap the words."""
        first, _, last = text.rpartition(" ")
        return f"{last}, {first}" if first and last and "," not in text else text
