"""The in-process network of a virtual world: hosts, and what happens to a request on its way to one."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from windtunnel.kernel.clock import Clock
from windtunnel.kernel.journal import Journal, Kind

from .exchange import Endpoint, Exchange, Interceptor, Loss, Outcome, conduct
from .http import Request, Response

ANNOUNCEMENTS = frozenset({"Sunset", "sunset", "Deprecation", "deprecation"})
"""Headers by which a vendor announces the end of an operation or a version, as simulators write them."""


class AnswerKind(StrEnum):
    """How certain the client can be of what its request did."""

    OK = "ok"
    """An answer arrived."""
    FAIL = "fail"
    """The request was never delivered: it cannot have had an effect."""
    INFO = "info"
    """Sent, but the answer was lost, cut or given up on: the effect may exist."""


@dataclass
class Site:
    """A system at its address.

    Args:
        role: which role the system plays in the run (``crm``).
        system: which system it is (``salesforce``).
        endpoint: the simulator.
        interceptors: faults and drift between the client and the simulator, in order.
    """

    role: str
    system: str
    endpoint: Endpoint
    interceptors: list[Interceptor] = field(default_factory=list)


Describe = Callable[[Exchange], dict[str, object]]
Correlate = Callable[[Exchange], str | None]


def no_description(exchange: Exchange) -> dict[str, object]:
    """Add nothing to what the journal records of an attempt."""
    return {}


def by_header(exchange: Exchange) -> str | None:
    """Take the business key from the ``X-Correlation-Id`` header."""
    return exchange.request.headers.get("x-correlation-id")


class Network:
    """All sites of a world and the journal of what goes on between them and the subject.

    Args:
        clock: the world's clock.
        journal: where attempts and answers are recorded.
        correlate: finds the business key of an exchange.
        describe: extra facts of an exchange that the journal should keep (never payload values).
    """

    def __init__(
        self,
        clock: Clock,
        journal: Journal,
        correlate: Correlate = by_header,
        describe: Describe = no_description,
    ) -> None:
        self.clock = clock
        self.journal = journal
        self.correlate = correlate
        self.describe = describe
        self.current: Exchange | None = None
        self._sites: dict[str, Site] = {}

    def attach(self, host: str, site: Site) -> None:
        """Make ``site`` reachable as ``host``."""
        assert host not in self._sites, f"two sites at {host}"
        self._sites[host] = site

    def site(self, host: str) -> Site | None:
        """Return the site at ``host``, if there is one."""
        return self._sites.get(host)

    def hosts(self) -> Sequence[str]:
        """Return every known host name."""
        return sorted(self._sites)

    def begin(self, site: Site, request: Request) -> Exchange:
        """Record that the subject sends ``request`` and return its exchange."""
        operation, parameters = site.endpoint.identify(request)
        exchange = Exchange(site.role, operation, parameters, request, self.clock.now())
        exchange.attempt = self.journal.next_attempt()
        exchange.key = self.correlate(exchange)
        self.journal.append(
            Kind.ATTEMPT,
            "subject",
            operation,
            key=exchange.key,
            attempt=exchange.attempt,
            role=site.role,
            system=site.system,
            method=request.method,
            path=request.path,
            digest=digest(request),
            **self.describe(exchange),
        )
        return exchange

    def conduct(self, site: Site, exchange: Exchange) -> Outcome:
        """Take the exchange through faults and system; no time passes."""
        self.current = exchange
        try:
            return conduct(exchange, site.endpoint, site.interceptors)
        finally:
            self.current = None

    def end(self, site: Site, exchange: Exchange, kind: AnswerKind, response: Response | None, **data: object) -> None:
        """Record how the exchange ended for the client."""
        site.endpoint.finished(exchange.request)
        self.journal.append(
            Kind.ANSWER,
            site.role,
            exchange.operation,
            key=exchange.key,
            attempt=exchange.attempt,
            outcome=kind.value,
            status=response.status if response else None,
            **_wishes(response),
            cause=response.cause if response else "",
            buckets=response.buckets if response else (),
            faults=exchange.faults,
            **_announced(response),
            **data,
        )


def _wishes(response: Response | None) -> dict[str, str | None]:
    """Return when a refusal says that the client may come again."""
    refusal = response if response is not None and response.status >= 400 else None
    wishes: dict[str, str | None] = {"retry_after": refusal.header("retry-after") if refusal else None}
    milliseconds = refusal.header("retry-after-ms") if refusal else None
    return {**wishes, "retry_after_ms": milliseconds} if milliseconds is not None else wishes


def _announced(response: Response | None) -> dict[str, str]:
    """Return the headers by which an answer announces an end."""
    if response is None:
        return {}
    return {name.lower(): value for name, value in response.headers if name in ANNOUNCEMENTS}


def digest(request: Request) -> str:
    """Return a short digest of what was asked for, headers left out: equal digests are the same request."""
    hasher = hashlib.blake2b(request.method.encode(), digest_size=8)
    hasher.update(request.target.encode())
    hasher.update(request.body)
    return hasher.hexdigest()


CONNECTION_FAILURES: Mapping[Loss, str] = {
    Loss.REFUSE: "connection refused",
    Loss.UNRESOLVED: "[Errno -2] Name or service not known",
    Loss.CERTIFICATE_EXPIRED: "certificate verify failed: certificate has expired",
    Loss.CERTIFICATE_FOR_ANOTHER_HOST: "certificate verify failed: certificate is not valid for this host",
    Loss.CERTIFICATE_UNTRUSTED: "certificate verify failed: unable to get local issuer certificate",
    Loss.PROTOCOL_TOO_OLD: "[SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert protocol version",
}
"""Losses before anything is sent, and what a client is told."""
CERTAINTY_OF_LOSS = {
    (Loss.REFUSE, False): AnswerKind.FAIL,
    (Loss.RESET, False): AnswerKind.INFO,
    (Loss.SILENCE, False): AnswerKind.INFO,
    (Loss.REFUSE, True): AnswerKind.INFO,
    (Loss.RESET, True): AnswerKind.INFO,
    (Loss.SILENCE, True): AnswerKind.INFO,
    **{(loss, False): AnswerKind.FAIL for loss in CONNECTION_FAILURES},
}
"""By (how the connection failed, whether the system saw the request): what the client can know."""
