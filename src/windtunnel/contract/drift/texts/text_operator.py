"""Operators on free text."""

from __future__ import annotations

from typing import Any, ClassVar

from ..evidence import Fits, free_text
from ..field_operator import FieldOperator, Place


class TextOperator(FieldOperator):
    """A change of texts. Operators override ``rewritten``."""

    fits: ClassVar[Fits] = free_text

    def rewritten(self, text: str) -> str:
        """Return the text after the change."""
        raise NotImplementedError

    def changed(self, value: Any, place: Place) -> Any:
        """Return the text after the change; anything else is left alone."""
        if not isinstance(value, str):
            return value
        new = self.rewritten(value)
        return value if new == value else new
