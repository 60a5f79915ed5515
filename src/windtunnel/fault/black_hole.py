"""black-hole: the request disappears; nothing ever comes back."""

from __future__ import annotations

from random import Random
from typing import ClassVar, Literal

from windtunnel.world.exchange import Decision, Drop, Exchange, Loss

from .back_ends import EVERYWHERE
from .description import FaultDescription
from .harm import Harm, Toxic
from .strike import ExchangeFault


class BlackHoleDescription(FaultDescription):
    """Requests vanish on the way; only the client's own timeout ends the wait."""

    cannot: ClassVar = EVERYWHERE
    kind: Literal["black-hole"]

    def build(self, random: Random, start: float) -> BlackHole:
        """Return the fault at work."""
        return BlackHole(self, random, start)

    def on_tcp(self) -> tuple[Harm, ...]:
        """Return a hole for all bytes to the system."""
        return (Toxic("timeout", {"timeout": 0}, "upstream", self.probability),)


class BlackHole(ExchangeFault):
    """Swallows requests."""

    acts_before = True

    def strike_before(self, exchange: Exchange) -> Decision:
        """Swallow the request."""
        return Drop(Loss.SILENCE)
