"""sem-enum-values-separated: the words of a value are separated otherwise: in-progress for in_progress."""

from __future__ import annotations

import re
from typing import Any, ClassVar, Literal

from ...document import Schema
from ..description import DriftClass
from ..evidence import choice, values
from .choice_operator import ChoiceOperator

_SEPARATED = re.compile(r"(?<=\w)[ _-](?=\w)")


def _has_words(schema: Schema, name: str) -> bool:
    return choice(schema, name) and any(isinstance(each, str) and _SEPARATED.search(each) for each in values(schema))


class EnumValuesSeparated(ChoiceOperator):
    """Underscores, hyphens and spaces inside values give way to another separator.

    Args:
        separator: the new one; what has it already takes an underscore.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names field and value, or the same output"
    detects: ClassVar = ("response-property-enum-value-added", "response-property-enum-value-removed")
    fits: ClassVar = _has_words
    operator: Literal["sem-enum-values-separated"]
    separator: Literal["-", "_", " "] = "-"

    def rewritten(self, value: str, known: tuple[Any, ...]) -> Any:
        """Return the value with the other separator."""
        new = _SEPARATED.sub(self.separator, value)
        return _SEPARATED.sub("_", value) if new == value else new
