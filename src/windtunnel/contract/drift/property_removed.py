"""response-required-property-removed: a field that answers always had is gone."""

from __future__ import annotations

from random import Random
from typing import Any, ClassVar, Literal

from ..document import Contract
from .description import DriftClass, DriftDescription
from .operator import Drift
from .places import GONE


class PropertyRemovedDescription(DriftDescription):
    """The field no longer appears."""

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error that names the field; nothing is written on"
    operator: Literal["response-required-property-removed"]

    def build(self, contract: Contract, random: Random, start: float) -> PropertyRemoved:
        """Return the change at work."""
        return PropertyRemoved(self, contract, random, start)


class PropertyRemoved(Drift):
    """Removes a field."""

    def changed(self, value: Any) -> Any:
        """Remove it."""
        return GONE
