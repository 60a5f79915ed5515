"""sem-unit-scaled: the same field in another unit: cents for euros, milliseconds for seconds."""

from __future__ import annotations

from random import Random
from typing import Any, ClassVar, Literal

from ..document import Contract
from .description import DriftClass, DriftDescription
from .operator import Drift


class UnitScaledDescription(DriftDescription):
    """Numbers are multiplied.

    Args:
        factor: what they are multiplied by.
    """

    drift_class: ClassVar = DriftClass.MEANING_CHANGING
    correct: ClassVar = "an invariant of the data (a sum, a range) raises a typed error"
    operator: Literal["sem-unit-scaled"]
    factor: float = 100.0

    def build(self, contract: Contract, random: Random, start: float) -> UnitScaled:
        """Return the change at work."""
        return UnitScaled(self, contract, random, start, self.factor)


class UnitScaled(Drift):
    """Multiplies a number."""

    def __init__(
        self, description: DriftDescription, contract: Contract, random: Random, start: float, factor: float
    ) -> None:
        super().__init__(description, contract, random, start)
        self._factor = factor

    def changed(self, value: Any) -> Any:
        """Multiply; whole numbers stay whole where they can."""
        if isinstance(value, bool) or not isinstance(value, int | float):
            return value
        scaled = value * self._factor
        return int(scaled) if isinstance(value, int) and scaled == int(scaled) else scaled
