"""tls-failure: the system cannot prove who it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from random import Random
from typing import ClassVar, Literal

from windtunnel.world.exchange import PASS, Decision, Drop, Exchange, Interceptor, Loss, Replace
from windtunnel.world.flawed_tls import Presented
from windtunnel.world.http import Response

from .back_ends import ON_HANDSHAKES, BackEnd
from .description import FaultDescription
from .strike import ExchangeFault

Flaw = Literal["expired", "wrong-host", "untrusted", "protocol"]
LOSSES: dict[str, Loss] = {
    "expired": Loss.CERTIFICATE_EXPIRED,
    "wrong-host": Loss.CERTIFICATE_FOR_ANOTHER_HOST,
    "untrusted": Loss.CERTIFICATE_UNTRUSTED,
    "protocol": Loss.PROTOCOL_TOO_OLD,
}


class TlsFailureDescription(FaultDescription):
    """The handshake fails, so nothing is ever sent.

    Over sockets it strikes new connections; one that is open is closed after its next answer, as a server does that is
    given another certificate.

    Args:
        how: the certificate has expired, is for another host, or comes from an authority that nobody trusts; or the
            server offers nothing above TLS 1.1.
    """

    cannot: ClassVar = ON_HANDSHAKES
    kind: Literal["tls-failure"]
    how: Flaw = "expired"

    def build(self, random: Random, start: float) -> TlsFailure:
        """Return the fault at work."""
        return TlsFailure(self, random, start, self.how)

    def reason_against(self, back_end: BackEnd) -> str | None:
        """Return why a back end cannot make it: over sockets, nothing is known of a request during the handshake."""
        if back_end in (BackEnd.WIRE, BackEnd.SERVED) and (self.operations or self.keys):
            return "a handshake comes before any request, so operations and keys cannot be obeyed"
        return super().reason_against(back_end)


class TlsFailure(ExchangeFault):
    """Fails the handshake: of each request where there are no sockets, of each connection where there are.

    Attributes:
        over_sockets: set by whoever serves sockets and asks ``at_handshake``.
        trusting: how many clients sent something all the same.
    """

    acts_before = True

    def __init__(self, description: FaultDescription, random: Random, start: float, how: Flaw) -> None:
        super().__init__(description, random, start)
        self.how = how
        self.over_sockets = False
        self.trusting = 0

    @property
    def observed(self) -> int | None:
        """How many clients broke off because of it, where sockets tell."""
        return self.injected - self.trusting if self.over_sockets else None

    def before(self, exchange: Exchange) -> Decision:
        """Break off, where there is no handshake of its own."""
        return PASS if self.over_sockets else super().before(exchange)

    def strike_before(self, exchange: Exchange) -> Decision:
        """Break off."""
        return Drop(LOSSES[self.how])

    def after(self, exchange: Exchange, response: Response) -> Decision:
        """Have an open connection closed, so that the next request needs a handshake."""
        if not self.over_sockets or not self.schedule.active(exchange.at):
            return PASS
        closing = replace(response, headers=list(response.headers))
        closing.set_header("Connection", "close")
        return Replace(closing)

    def at_handshake(self, now: float) -> bool:
        """Tell whether it strikes a connection that begins now."""
        return self.schedule.strikes(now)

    def was_trusted(self) -> None:
        """Take note of a client that sent something all the same."""
        self.trusting += 1


def presented_at_handshake(interceptors: Iterable[Interceptor], now: float) -> Presented | None:
    """Return the flaw with which a connection that begins now is served, if a fault strikes it."""
    failures = [each for each in interceptors if isinstance(each, TlsFailure)]
    struck = next((each for each in failures if each.at_handshake(now)), None)
    return None if struck is None else Presented(struck.how, struck.was_trusted)
