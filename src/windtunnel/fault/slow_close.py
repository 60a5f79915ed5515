"""slow-close: everything has arrived, and the end of it has not."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from windtunnel.kernel.quantities import Seconds
from windtunnel.world.exchange import Decision, Exchange, Replace
from windtunnel.world.http import Chunk, Response

from .back_ends import ON_PACE
from .description import FaultDescription
from .harm import Harm, Toxic, milliseconds
from .strike import ExchangeFault


class SlowCloseDescription(FaultDescription):
    """The end of the body comes late.

    Args:
        delay: how long after the last byte.
    """

    cannot: ClassVar = ON_PACE
    slows: ClassVar = True
    kind: Literal["slow-close"]
    delay: Annotated[Seconds, Field(gt=0)] = 5.0

    def build(self, random: Random, start: float) -> SlowClose:
        """Return the fault at work."""
        return SlowClose(self, random, start, self.delay)

    def on_tcp(self) -> tuple[Harm, ...]:
        """Return a late end of the connection, which clients that keep connections open wait for nowhere."""
        return (Toxic("slow_close", {"delay": milliseconds(self.delay)}, toxicity=self.probability),)


class SlowClose(ExchangeFault):
    """Delays the end of answers."""

    acts_after = True

    def __init__(self, description: FaultDescription, random: Random, start: float, delay_seconds: float) -> None:
        super().__init__(description, random, start)
        self._delay_seconds = delay_seconds

    def fits(self, exchange: Exchange, response: Response) -> bool:
        """Any answer with a body can end late."""
        return len(response.whole_body()) > 0

    def strike_after(self, exchange: Exchange, response: Response) -> Decision:
        """Add a late end."""
        chunks = (*response.parts(), Chunk(b"", self._delay_seconds))
        return Replace(replace(response, body=b"", chunks=chunks))
