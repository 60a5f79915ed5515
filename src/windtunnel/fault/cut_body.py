"""cut-body: the connection breaks in the middle of the answer."""

from __future__ import annotations

from random import Random
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from windtunnel.world.exchange import Cut, Decision, Exchange
from windtunnel.world.http import Response

from .back_ends import ON_BODIES
from .description import FaultDescription
from .strike import ExchangeFault


class CutBodyDescription(FaultDescription):
    """The body breaks off after a share of its bytes, drawn uniformly up to ``most``.

    Args:
        most: the largest share of the body that arrives, between 0 and 1.
    """

    cannot: ClassVar = ON_BODIES
    kind: Literal["cut-body"]
    most: Annotated[float, Field(gt=0, lt=1)] = 0.9

    def build(self, random: Random, start: float) -> CutBody:
        """Return the fault at work."""
        return CutBody(self, random, start, self.most)


class CutBody(ExchangeFault):
    """Breaks bodies off."""

    acts_after = True

    def __init__(self, description: FaultDescription, random: Random, start: float, most: float) -> None:
        super().__init__(description, random, start)
        self._most = most

    def fits(self, exchange: Exchange, response: Response) -> bool:
        """Only a successful answer with a body can break off."""
        return super().fits(exchange, response) and len(response.whole_body()) > 1

    def strike_after(self, exchange: Exchange, response: Response) -> Decision:
        """Break the body off somewhere."""
        length = len(response.whole_body())
        return Cut(int(self.random.uniform(0, self._most) * length))
