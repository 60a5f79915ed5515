"""What every drift operator says of itself."""

from __future__ import annotations

from enum import StrEnum
from random import Random
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from pydantic import BaseModel, ConfigDict, Field

from windtunnel.kernel.quantities import Seconds

from ..document import Contract

if TYPE_CHECKING:
    from .operator import Drift


class DriftClass(StrEnum):
    """What a change does to the meaning of the data."""

    REPRESENTATION_PRESERVING = "representation-preserving"
    """The same meaning in a new form: right is the same output, or a loud error."""
    INFORMATION_LOSING = "information-losing"
    """Something is gone: right is a loud error."""
    MEANING_CHANGING = "meaning-changing"
    """The form is the same and the meaning is not: only an invariant of the data can catch it."""
    ADDITIVE = "additive"
    """Something new: right is the same output and no alarm."""
    DATA_VARIANT = "data-variant"
    """Legal data that was not seen before: right is to follow it."""


class DriftDescription(BaseModel):
    """A change of a contract as data.

    Args:
        on: the role whose system changes.
        operator: which change.
        at: the field: ``Schema.property`` of the contract, or a path in the body such as ``records[].Email``.
        operations: operationIds it is limited to; empty for all.
        from_: when the change ships, in seconds after the start of the run.
        for_: how long it stays; ``None`` for good.
        every: change only each n-th answer that has the field (a partial roll-out).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)
    drift_class: ClassVar[DriftClass]
    correct: ClassVar[str]

    on: str
    operator: Any  # each operator narrows it to its own name
    at: Annotated[str, Field(pattern=r"^[^.\s]+(\.[^.\s]+)+$")]
    operations: tuple[str, ...] = ()
    from_: Annotated[Seconds, Field(ge=0, alias="from")] = 0.0
    for_: Annotated[Annotated[Seconds, Field(gt=0)] | None, Field(alias="for")] = None
    every: Annotated[int, Field(ge=1)] = 1

    def build(self, contract: Contract, random: Random, start: float) -> Drift:
        """Return the change at work on answers that follow ``contract``, in a run that starts at ``start``."""
        raise NotImplementedError
