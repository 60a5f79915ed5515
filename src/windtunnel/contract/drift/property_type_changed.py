"""response-property-type-changed: numbers arrive as text, text as numbers, single values as lists."""

from __future__ import annotations

from random import Random
from typing import Any, ClassVar, Literal

from ..document import Contract
from .description import DriftClass, DriftDescription
from .operator import Drift


class PropertyTypeChangedDescription(DriftDescription):
    """The field has another JSON type.

    Args:
        to: the new type.
    """

    drift_class: ClassVar = DriftClass.REPRESENTATION_PRESERVING
    correct: ClassVar = "a typed error that names the field, or the same output"
    operator: Literal["response-property-type-changed"]
    to: Literal["string", "list"] = "string"

    def build(self, contract: Contract, random: Random, start: float) -> PropertyTypeChanged:
        """Return the change at work."""
        return PropertyTypeChanged(self, contract, random, start, self.to)


class PropertyTypeChanged(Drift):
    """Changes the JSON type of a field."""

    def __init__(
        self, description: DriftDescription, contract: Contract, random: Random, start: float, to: str
    ) -> None:
        super().__init__(description, contract, random, start)
        self._to = to

    def changed(self, value: Any) -> Any:
        """Wrap the value in a list, or write it as text."""
        if value is None:
            return value
        if self._to == "list":
            return [value]
        return value if isinstance(value, str) else str(value)
