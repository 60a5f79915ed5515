"""reset: the connection is torn down before the system sees the request."""

from __future__ import annotations

from random import Random
from typing import ClassVar, Literal

from windtunnel.world.exchange import Decision, Drop, Exchange, Loss

from .back_ends import EVERYWHERE
from .description import FaultDescription
from .harm import Harm, Toxic
from .strike import ExchangeFault


class ResetDescription(FaultDescription):
    """The connection is reset on its way to the system; the client cannot tell whether the request arrived."""

    cannot: ClassVar = EVERYWHERE
    kind: Literal["reset"]

    def build(self, random: Random, start: float) -> Reset:
        """Return the fault at work."""
        return Reset(self, random, start)

    def on_tcp(self) -> tuple[Harm, ...]:
        """Return a reset upon the first bytes to the system, which those bytes do not reach."""
        return (Toxic("reset_peer", {"timeout": 0}, "upstream", self.probability),)


class Reset(ExchangeFault):
    """Resets connections."""

    acts_before = True

    def strike_before(self, exchange: Exchange) -> Decision:
        """Reset."""
        return Drop(Loss.RESET)
