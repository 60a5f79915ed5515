"""bandwidth: the line is narrow."""

from __future__ import annotations

from itertools import repeat
from random import Random
from typing import Annotated, Literal

from pydantic import Field

from windtunnel.world.exchange import Decision, Exchange, Replace
from windtunnel.world.http import Response

from .description import FaultDescription
from .pieces import in_pieces
from .strike import ExchangeFault

PIECES_PER_SECOND = 10


class BandwidthDescription(FaultDescription):
    """Bodies arrive at a bounded rate.

    Args:
        rate: bytes per second.
    """

    kind: Literal["bandwidth"]
    rate: Annotated[float, Field(gt=0)]

    def build(self, random: Random, start: float) -> Bandwidth:
        """Return the fault at work."""
        return Bandwidth(self, random, start, self.rate)


class Bandwidth(ExchangeFault):
    """Bounds the rate of answers."""

    acts_after = True

    def __init__(self, description: FaultDescription, random: Random, start: float, rate: float) -> None:
        super().__init__(description, random, start)
        self._rate = rate

    def fits(self, exchange: Exchange, response: Response) -> bool:
        """Any answer with a body takes its time."""
        return len(response.whole_body()) > 0

    def strike_after(self, exchange: Exchange, response: Response) -> Decision:
        """Send the body piece by piece."""
        size = max(1, round(self._rate / PIECES_PER_SECOND))
        return Replace(in_pieces(response, repeat(size), size / self._rate))
