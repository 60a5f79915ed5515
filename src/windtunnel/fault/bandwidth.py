"""bandwidth: the line is narrow."""

from __future__ import annotations

from itertools import repeat
from random import Random
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from windtunnel.world.exchange import Decision, Exchange, Replace
from windtunnel.world.http import Response

from .back_ends import ON_PACE, BackEnd
from .description import FaultDescription
from .harm import BYTES_PER_KILOBYTE, Harm, Toxic
from .pieces import in_pieces
from .strike import ExchangeFault

PIECES_PER_SECOND = 10


class BandwidthDescription(FaultDescription):
    """Bodies arrive at a bounded rate.

    Args:
        rate: bytes per second.
    """

    cannot: ClassVar = ON_PACE
    slows: ClassVar = True
    kind: Literal["bandwidth"]
    rate: Annotated[float, Field(gt=0)]

    def build(self, random: Random, start: float) -> Bandwidth:
        """Return the fault at work."""
        return Bandwidth(self, random, start, self.rate)

    def reason_against(self, back_end: BackEnd) -> str | None:
        """Return why a back end cannot make it: a TCP proxy knows whole kilobytes only."""
        if back_end is BackEnd.TCP_PROXY and self.rate % BYTES_PER_KILOBYTE:
            return f"it counts in whole kilobytes of {BYTES_PER_KILOBYTE} bytes a second, and the rate is {self.rate:g}"
        return super().reason_against(back_end)

    def on_tcp(self) -> tuple[Harm, ...]:
        """Return a narrow line to the client; the API counts in whole kilobytes."""
        rate = {"rate": round(self.rate / BYTES_PER_KILOBYTE)}
        return (Toxic("bandwidth", rate, toxicity=self.probability),)


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
