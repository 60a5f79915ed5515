"""misbehaviour: the system answers wrongly in a way of its own, such as an AI that truncates its JSON."""

from __future__ import annotations

from random import Random
from typing import ClassVar, Literal

from windtunnel.world.exchange import Decision, Exchange, Replace
from windtunnel.world.http import Response

from .back_ends import ON_STATE
from .description import FaultDescription
from .strike import ExchangeFault


class MisbehaviourDescription(FaultDescription):
    """Answers go wrong in one of the ways that the system's simulator knows.

    Args:
        ways: which ways; each strike draws one of them.
    """

    cannot: ClassVar = ON_STATE
    kind: Literal["misbehaviour"]
    ways: tuple[str, ...]

    def build(self, random: Random, start: float) -> Misbehaviour:
        """Return the fault at work."""
        return Misbehaviour(self, random, start, self.ways)


class Misbehaviour(ExchangeFault):
    """Spoils answers the way the vendor does."""

    acts_after = True

    def __init__(self, description: FaultDescription, random: Random, start: float, ways: tuple[str, ...]) -> None:
        super().__init__(description, random, start)
        self._ways = ways

    def strike_after(self, exchange: Exchange, response: Response) -> Decision:
        """Spoil the answer."""
        way = self.random.choice(self._ways)
        exchange.faults[-1] = f"{self.name}:{way}"
        return Replace(self.the_target().misbehave(way, exchange.request, response))
