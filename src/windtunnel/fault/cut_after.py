"""cut-after: the connection breaks after a number of bytes."""

from __future__ import annotations

from random import Random
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from windtunnel.world.exchange import Cut, Decision, Exchange
from windtunnel.world.http import Response

from .back_ends import ON_PACE
from .description import FaultDescription
from .harm import Harm, Toxic
from .strike import ExchangeFault


class CutAfterDescription(FaultDescription):
    """The body breaks off after exactly so many bytes; shorter bodies arrive whole.

    Args:
        bytes: how many of the body arrive.
    """

    cannot: ClassVar = ON_PACE
    kind: Literal["cut-after"]
    bytes: Annotated[int, Field(ge=0)]

    def build(self, random: Random, start: float) -> CutAfter:
        """Return the fault at work."""
        return CutAfter(self, random, start, self.bytes)

    def on_tcp(self) -> tuple[Harm, ...]:
        """Return a limit on everything to the client on one connection, its handshake and heads too."""
        return (Toxic("limit_data", {"bytes": self.bytes}, toxicity=self.probability),)


class CutAfter(ExchangeFault):
    """Breaks bodies off."""

    acts_after = True

    def __init__(self, description: FaultDescription, random: Random, start: float, size: int) -> None:
        super().__init__(description, random, start)
        self._size = size

    def fits(self, exchange: Exchange, response: Response) -> bool:
        """Only a longer body breaks off."""
        return super().fits(exchange, response) and len(response.whole_body()) > self._size

    def strike_after(self, exchange: Exchange, response: Response) -> Decision:
        """Break the body off."""
        return Cut(self._size)
