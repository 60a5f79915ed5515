"""tls-failure: the system cannot prove who it is."""

from __future__ import annotations

from random import Random
from typing import ClassVar, Literal

from windtunnel.world.exchange import Decision, Drop, Exchange, Loss

from .description import FaultDescription
from .strike import ExchangeFault

Flaw = Literal["expired", "wrong-host", "untrusted", "protocol"]
LOSSES = {
    "expired": Loss.CERTIFICATE_EXPIRED,
    "wrong-host": Loss.CERTIFICATE_FOR_ANOTHER_HOST,
    "untrusted": Loss.CERTIFICATE_UNTRUSTED,
    "protocol": Loss.PROTOCOL_TOO_OLD,
}


class TlsFailureDescription(FaultDescription):
    """The handshake fails, so nothing is ever sent.

    Args:
        how: the certificate has expired, is for another host, or comes from an authority that nobody trusts; or the
            server offers nothing above TLS 1.1.
    """

    worlds: ClassVar = ("virtual",)
    kind: Literal["tls-failure"]
    how: Flaw = "expired"

    def build(self, random: Random, start: float) -> TlsFailure:
        """Return the fault at work."""
        return TlsFailure(self, random, start, LOSSES[self.how])


class TlsFailure(ExchangeFault):
    """Fails the handshake."""

    acts_before = True

    def __init__(self, description: FaultDescription, random: Random, start: float, loss: Loss) -> None:
        super().__init__(description, random, start)
        self._loss = loss

    def strike_before(self, exchange: Exchange) -> Decision:
        """Break off."""
        return Drop(self._loss)
