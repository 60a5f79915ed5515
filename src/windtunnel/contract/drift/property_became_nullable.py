"""response-property-became-nullable: a field that always had a value is null."""

from __future__ import annotations

from random import Random
from typing import Any, ClassVar, Literal

from ..document import Contract
from .description import DriftClass, DriftDescription
from .operator import Drift


class PropertyBecameNullableDescription(DriftDescription):
    """The field is null."""

    drift_class: ClassVar = DriftClass.INFORMATION_LOSING
    correct: ClassVar = "a typed error that names the field where a value is needed"
    operator: Literal["response-property-became-nullable"]

    def build(self, contract: Contract, random: Random, start: float) -> PropertyBecameNullable:
        """Return the change at work."""
        return PropertyBecameNullable(self, contract, random, start)


class PropertyBecameNullable(Drift):
    """Sets a field to null."""

    def changed(self, value: Any) -> Any:
        """Null."""
        return None
