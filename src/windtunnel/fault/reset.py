"""reset: the connection is torn down before the system sees the request."""

from __future__ import annotations

from random import Random
from typing import Literal

from windtunnel.world.exchange import Decision, Drop, Exchange, Loss

from .description import FaultDescription
from .strike import ExchangeFault


class ResetDescription(FaultDescription):
    """The connection is reset on its way to the system; the client cannot tell whether the request arrived."""

    kind: Literal["reset"]

    def build(self, random: Random, start: float) -> Reset:
        """Return the fault at work."""
        return Reset(self, random, start)


class Reset(ExchangeFault):
    """Resets connections."""

    acts_before = True

    def strike_before(self, exchange: Exchange) -> Decision:
        """Reset."""
        return Drop(Loss.RESET)
