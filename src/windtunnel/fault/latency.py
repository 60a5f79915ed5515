"""latency: the system is slow."""

from __future__ import annotations

from random import Random
from typing import Annotated, Literal

from pydantic import Field, model_validator

from windtunnel.kernel.quantities import Seconds
from windtunnel.world.exchange import Decision, Delay, Exchange
from windtunnel.world.http import Response

from .description import FaultDescription
from .strike import ExchangeFault


class LatencyDescription(FaultDescription):
    """Answers take longer, by a delay drawn uniformly from ``[least, most]``.

    Args:
        least: least added delay in seconds.
        most: largest added delay in seconds.
    """

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
