"""sem-flag-as-text: flags are words, and every word, false too, is true to what only looks whether there is one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Literal

from ..description import DriftClass
from ..evidence import FLAG, stating
from ..field_operator import FieldOperator, Place

Words = Literal["true-false", "yes-no", "Y-N", "1-0", "number"]
WORDS: Mapping[Words, tuple[Any, Any]] = {
    "true-false": ("true", "false"),
    "yes-no": ("yes", "no"),
    "Y-N": ("Y", "N"),
    "1-0": ("1", "0"),
    "number": (1, 0),
}


class FlagAsText(FieldOperator):
    """Flags are words, or the numbers 1 and 0; requests may say them so.

    Args:
        to: the words.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names the field, or the same output"
    detects: ClassVar = ("response-property-type-changed",)
    reversible: ClassVar = True
    fits: ClassVar = stating(FLAG)
    operator: Literal["sem-flag-as-text"]
    to: Words = "true-false"

    def changed(self, value: Any, place: Place) -> Any:
        """Return the word."""
        yes, no = WORDS[self.to]
        return (yes if value else no) if isinstance(value, bool) else value

    def restored(self, value: Any, place: Place) -> Any:
        """Return the flag that a word stands for."""
        if isinstance(value, bool) or value not in WORDS[self.to]:
            return value
        return value == WORDS[self.to][0]
