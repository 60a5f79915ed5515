"""latency: the system is slow."""

from __future__ import annotations

from random import Random
from typing import Annotated, ClassVar, Literal

from pydantic import Field, model_validator

from windtunnel.kernel.quantities import Seconds
from windtunnel.world.exchange import Decision, Delay, Exchange
from windtunnel.world.http import Response

from .back_ends import EVERYWHERE
from .description import FaultDescription
from .harm import Harm, Toxic, milliseconds
from .strike import ExchangeFault


class LatencyDescription(FaultDescription):
    """Answers take longer, by a delay drawn uniformly from ``[least, most]``.

    Args:
        least: least added delay in seconds.
        most: largest added delay in seconds.
    """

    cannot: ClassVar = EVERYWHERE
    slows: ClassVar = True
    kind: Literal["latency"]
    least: Annotated[Seconds, Field(ge=0)]
    most: Annotated[Seconds, Field(ge=0)]

    @model_validator(mode="after")
    def _in_order(self) -> LatencyDescription:
        if self.most < self.least:
            raise ValueError("most is below least")
        return self

    def build(self, random: Random, start: float) -> SlowAnswer:
        """Return the fault at work."""
        return SlowAnswer(self, random, start, self.least, self.most)

    def on_tcp(self) -> tuple[Harm, ...]:
        """Return a delay of every chunk to the client, those of a TLS handshake too."""
        middle, spread = (self.least + self.most) / 2, (self.most - self.least) / 2
        told = {"latency": milliseconds(middle), "jitter": milliseconds(spread)}
        return (Toxic("latency", told, toxicity=self.probability),)


class SlowAnswer(ExchangeFault):
    """Delays answers."""

    acts_after = True

    def __init__(self, description: FaultDescription, random: Random, start: float, least: float, most: float) -> None:
        super().__init__(description, random, start)
        self._least = least
        self._most = most

    def fits(self, exchange: Exchange, response: Response) -> bool:
        """Every answer can be slow."""
        return True

    def strike_after(self, exchange: Exchange, response: Response) -> Decision:
        """Delay the answer."""
        return Delay(self.random.uniform(self._least, self._most))
