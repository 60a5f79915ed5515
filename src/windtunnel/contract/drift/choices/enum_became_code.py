"""sem-enum-became-code: the values of a field are numbers: 2 for pending."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from ..description import DriftClass
from .choice_operator import ChoiceOperator


class EnumBecameCode(ChoiceOperator):
    """Each value is the number of its place in the contract's list; values that it does not list stay."""

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names field and value"
    detects: ClassVar = ("response-property-type-changed", "response-property-enum-value-removed")
    operator: Literal["sem-enum-became-code"]

    def rewritten(self, value: str, known: tuple[Any, ...]) -> Any:
        """Return the number."""
        return known.index(value) + 1 if value in known else value
