"""slicer: the answer arrives in many small pieces; nothing is late, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from windtunnel.kernel.quantities import Seconds
from windtunnel.world.exchange import Decision, Exchange, Replace
from windtunnel.world.http import Response

from .back_ends import ON_PACE
from .description import FaultDescription
from .harm import Harm, Toxic, microseconds
from .pieces import in_pieces
from .strike import ExchangeFault


class SlicerDescription(FaultDescription):
    """Bodies are sliced: a reader that takes the first piece for the whole is found out.

    Args:
        average: bytes of a slice, on average.
        variation: how much smaller or larger a slice can be, in bytes; below ``average``.
        pause: between two slices.
    """

    cannot: ClassVar = ON_PACE
    slows: ClassVar = True
    kind: Literal["slicer"]
    average: Annotated[int, Field(ge=1)] = 64
    variation: Annotated[int, Field(ge=0)] = 32
    pause: Annotated[Seconds, Field(ge=0)] = 0.0

    @model_validator(mode="after")
    def _slices_have_a_size(self) -> SlicerDescription:
        if self.variation >= self.average:
            raise ValueError("variation is not below average")
        return self

    def build(self, random: Random, start: float) -> Slicer:
        """Return the fault at work."""
        return Slicer(self, random, start, self.average, self.variation, self.pause)

    def on_tcp(self) -> tuple[Harm, ...]:
        """Return slices of everything to the client, a TLS handshake too."""
        pause = microseconds(self.pause)
        told = {"average_size": self.average, "size_variation": self.variation, "delay": pause}
        return (Toxic("slicer", told, toxicity=self.probability),)


class Slicer(ExchangeFault):
    """Slices bodies."""

    acts_after = True

    def __init__(
        self,
        description: FaultDescription,
        random: Random,
        start: float,
        average: int,
        variation: int,
        pause_seconds: float,
    ) -> None:
        super().__init__(description, random, start)
        self._average = average
        self._variation = variation
        self._pause_seconds = pause_seconds

    def fits(self, exchange: Exchange, response: Response) -> bool:
        """Only a body of two bytes or more can be sliced."""
        return len(response.whole_body()) > 1

    def strike_after(self, exchange: Exchange, response: Response) -> Decision:
        """Slice the body."""
        return Replace(in_pieces(response, self._sizes(), self._pause_seconds))

    def _sizes(self) -> Iterator[int]:
        while True:
            yield self._average + self.random.randint(-self._variation, self._variation)
