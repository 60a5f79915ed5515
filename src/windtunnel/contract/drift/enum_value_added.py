"""response-property-enum-value-added: a field takes a value that did not exist before."""

from __future__ import annotations

from random import Random
from typing import Any, ClassVar, Literal

from ..document import Contract
from .description import DriftClass, DriftDescription
from .operator import Drift


class EnumValueAddedDescription(DriftDescription):
    """The field takes a new value.

    Args:
        value: the new value.
    """

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error that names field and value, or a deliberate default that is recorded"
    operator: Literal["response-property-enum-value-added"]
    value: str = "unheard_of"

    def build(self, contract: Contract, random: Random, start: float) -> EnumValueAdded:
        """Return the change at work."""
        return EnumValueAdded(self, contract, random, start, self.value)


class EnumValueAdded(Drift):
    """Answers with a new value."""

    def __init__(
        self, description: DriftDescription, contract: Contract, random: Random, start: float, value: str
    ) -> None:
        super().__init__(description, contract, random, start)
        self._value = value

    def changed(self, value: Any) -> Any:
        """Return the new value."""
        return self._value
