"""refuse: nobody listens at the system's address."""

from __future__ import annotations

from random import Random
from typing import ClassVar, Literal

from windtunnel.world.exchange import Decision, Drop, Exchange, Loss

from .back_ends import ON_CONNECTING, BackEnd
from .description import FaultDescription
from .harm import Closed, Harm
from .strike import ExchangeFault


class RefuseDescription(FaultDescription):
    """The connection is refused; the request is never sent."""

    cannot: ClassVar = ON_CONNECTING
    kind: Literal["refuse"]

    def build(self, random: Random, start: float) -> Refuse:
        """Return the fault at work."""
        return Refuse(self, random, start)

    def reason_against(self, back_end: BackEnd) -> str | None:
        """Return why a back end cannot make it: a port is open or closed to everybody."""
        if back_end is BackEnd.TCP_PROXY and self.probability < 1.0:
            return "a TCP proxy listens or it does not, so a probability cannot be obeyed"
        return super().reason_against(back_end)

    def on_tcp(self) -> tuple[Harm, ...]:
        """Return a proxy that does not listen."""
        return (Closed(),)


class Refuse(ExchangeFault):
    """Refuses connections."""

    acts_before = True

    def strike_before(self, exchange: Exchange) -> Decision:
        """Refuse."""
        return Drop(Loss.REFUSE)
