"""dns-failure: the system's name cannot be looked up."""

from __future__ import annotations

from random import Random
from typing import ClassVar, Literal

from windtunnel.world.exchange import Decision, Drop, Exchange, Loss

from .back_ends import ON_NAMES
from .description import FaultDescription
from .strike import ExchangeFault


class DnsFailureDescription(FaultDescription):
    """Nothing is ever sent. In front of a live system it is answered as a proxy answers: 502, with ``dns_error``."""

    cannot: ClassVar = ON_NAMES
    kind: Literal["dns-failure"]

    def build(self, random: Random, start: float) -> DnsFailure:
        """Return the fault at work."""
        return DnsFailure(self, random, start)


class DnsFailure(ExchangeFault):
    """Finds no address."""

    acts_before = True

    def strike_before(self, exchange: Exchange) -> Decision:
        """Find none."""
        return Drop(Loss.UNRESOLVED)
