"""sem-enum-case-changed: the values of a field are written in another case: OPEN for open."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Literal

from ..description import DriftClass
from .choice_operator import ChoiceOperator

Case = Literal["upper", "lower", "title"]


class EnumCaseChanged(ChoiceOperator):
    """Values are written in another case; what has it already is written in lower case.

    Args:
        to: the new case.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names field and value, or the same output"
    detects: ClassVar = ("response-property-enum-value-added", "response-property-enum-value-removed")
    operator: Literal["sem-enum-case-changed"]
    to: Case = "upper"

    def rewritten(self, value: str, known: tuple[Any, ...]) -> Any:
        """Return the value in the other case."""
        new = CASES[self.to](value)
        return value.lower() if new == value else new


CASES: Mapping[Case, Callable[[str], str]] = {"upper": str.upper, "lower": str.lower, "title": str.title}
