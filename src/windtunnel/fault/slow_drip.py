"""slow-drip: the answer arrives a few bytes at a time, each before the client's read timeout can strike."""

from __future__ import annotations

from itertools import repeat
from random import Random
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from windtunnel.kernel.quantities import Seconds
from windtunnel.world.exchange import Decision, Exchange, Replace
from windtunnel.world.http import Response

from .back_ends import ON_PACE
from .description import FaultDescription
from .harm import Harm, Toxic, microseconds
from .pieces import in_pieces
from .strike import ExchangeFault


class SlowDripDescription(FaultDescription):
    """Bodies drip. A timeout between two reads never sees it; only a deadline for the whole answer does.

    Args:
        bytes: of each drop.
        pause: before each drop.
    """

    cannot: ClassVar = ON_PACE
    slows: ClassVar = True
    kind: Literal["slow-drip"]
    bytes: Annotated[int, Field(ge=1)] = 16
    pause: Annotated[Seconds, Field(gt=0)] = 2.0

    def build(self, random: Random, start: float) -> SlowDrip:
        """Return the fault at work."""
        return SlowDrip(self, random, start, self.bytes, self.pause)

    def on_tcp(self) -> tuple[Harm, ...]:
        """Return drops of everything to the client, a TLS handshake too."""
        told = {"average_size": self.bytes, "size_variation": 0, "delay": microseconds(self.pause)}
        return (Toxic("slicer", told, toxicity=self.probability),)


class SlowDrip(ExchangeFault):
    """Lets bodies drip."""

    acts_after = True

    def __init__(
        self, description: FaultDescription, random: Random, start: float, size: int, pause_seconds: float
    ) -> None:
        super().__init__(description, random, start)
        self._size = size
        self._pause_seconds = pause_seconds

    def fits(self, exchange: Exchange, response: Response) -> bool:
        """Any answer with a body can drip."""
        return len(response.whole_body()) > 0

    def strike_after(self, exchange: Exchange, response: Response) -> Decision:
        """Send the body drop by drop."""
        return Replace(in_pieces(response, repeat(self._size), self._pause_seconds))
