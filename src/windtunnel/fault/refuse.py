"""refuse: nobody listens at the system's address."""

from __future__ import annotations

from random import Random
from typing import Literal

from windtunnel.world.exchange import Decision, Drop, Exchange, Loss

from .description import FaultDescription
from .strike import ExchangeFault


class RefuseDescription(FaultDescription):
    """The connection is refused; the request is never sent."""

    kind: Literal["refuse"]

    def build(self, random: Random, start: float) -> Refuse:
        """Return the fault at work."""
        return Refuse(self, random, start)


class Refuse(ExchangeFault):
    """Refuses connections."""

    acts_before = True

    def strike_before(self, exchange: Exchange) -> Decision:
        """Refuse."""
        return Drop(Loss.REFUSE)
