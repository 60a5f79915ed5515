"""Operators on ids that can be undone wherever the id stands."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from ..evidence import Fits, identifier
from ..field_operator import FieldOperator, Place


class IdentifierOperator(FieldOperator):
    """A change of numeric ids. Operators give the new form, the pattern that finds it, and the way back."""

    fits: ClassVar[Fits] = identifier
    textual: ClassVar[bool] = True
    pattern: ClassVar[re.Pattern[str]]
    """Finds ids in their new form in any text; its first group is what ``number`` reads."""

    def written(self, number: int) -> Any:
        """Return the id in the new form."""
        raise NotImplementedError

    def number(self, found: str) -> int:
        """Return the id that the pattern found."""
        return int(found)

    def changed(self, value: Any, place: Place) -> Any:
        """Return the id in the new form; what is not a number is left alone."""
        text = str(value)
        return self.written(int(text)) if text.isascii() and text.isdigit() else value

    def original(self, text: str) -> str:
        """Return the text with numeric ids."""
        return self.pattern.sub(lambda match: str(self.number(match[1])), text)
