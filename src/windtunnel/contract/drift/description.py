"""What every drift operator says of itself."""

from __future__ import annotations

from enum import StrEnum
from random import Random
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

from windtunnel.kernel.quantities import Seconds

from ..document import Contract, Schema
from .evidence import Fits, anything

if TYPE_CHECKING:
    from .operator import Drift

Part = Literal["field", "list", "answer", "request", "parameter", "property", "delivery"]
"""What an operator changes; a parameter or a property is one of requests."""
PATH = r"^[^.\s]+(\.[^.\s]+)+$"
FieldPath = Annotated[str, Field(pattern=PATH)]
"""``Schema.property`` of the contract, or a path in a body: ``records[].Email``, ``$.total``, ``$[].id``."""


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
    """A change of a contract: its data, and, in each operator, what it does.

    An operator never changes after it was read; what a run must remember is kept by the ``Drift`` that ``build``
    returns.

    Args:
        on: the role whose system changes.
        operator: which change.
        operations: operationIds it is limited to; empty for all.
        from_: when the change ships, in seconds after the start of the run.
        for_: how long it stays; ``None`` for good.
        every: change only each n-th exchange that it can change (a partial roll-out).
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)
    drift_class: ClassVar[DriftClass]
    correct: ClassVar[str]
    """What a correct consumer does."""
    detects: ClassVar[tuple[str, ...]] = ()
    """oasdiff's rules that report it when the vendor publishes the change; empty where no contract can show it."""
    acts_on: ClassVar[Part]
    fits: ClassVar[Fits] = anything
    """Where the change makes sense."""

    on: str
    operator: Any  # each operator narrows it to its own name
    operations: tuple[str, ...] = ()
    from_: Annotated[Seconds, Field(ge=0, alias="from")] = 0.0
    for_: Annotated[Annotated[Seconds, Field(gt=0)] | None, Field(alias="for")] = None
    every: Annotated[int, Field(ge=1)] = 1

    @classmethod
    def identifier(cls) -> str:
        """Return the operator's name in scenarios: the only value that ``operator`` takes."""
        name: str = get_args(cls.model_fields["operator"].annotation)[0]
        return name

    @classmethod
    def applicable(cls, schema: Schema, name: str = "") -> bool:
        """Tell whether the change makes sense.

        Args:
            schema: JSON schema, references resolved, of what the operator acts on: a field, a list, a body.
            name: of the field, as further evidence; empty when it is not known.
        """
        return cls.fits(schema, name)

    @property
    def place(self) -> str:
        """What is changed, for names in reports; empty where the operator's name says it all."""
        return ""

    @property
    def name(self) -> str:
        """The change in one word, as journals carry it."""
        return f"{self.operator}@{self.place}" if self.place else str(self.operator)

    def build(self, contract: Contract, random: Random, start: float) -> Drift:
        """Return the change at work on answers that follow ``contract``, in a run that starts at ``start``.

        Raises:
            UsageError: the contract has no such place.
        """
        raise NotImplementedError
