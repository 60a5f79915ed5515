"""The way to one system: its policies, its credentials, and the clients that use it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from math import inf
from random import Random

import httpx

from ..audit import AuditSink
from ..authentication.tokens import TokenSource
from ..clock import Clock
from ..errors import ConfigurationError
from ..outbound.breaker import BreakerGate, BreakerPolicy, BreakerSettings
from ..outbound.client import PlainClient
from ..outbound.concurrency import BulkheadSettings
from ..outbound.dialect import Dialect
from ..outbound.policy import Policy, compose
from ..outbound.ratelimit import LimiterSettings, RateLimitPolicy
from ..outbound.retry import RetrySettings
from ..outbound.retry_budget import RetryBudgetSettings
from ..outbound.stack import Stack, StackSettings, UseCase, bare_transport
from ..outbound.timeout import TimeoutSettings

BREAKER = BreakerSettings(
    failures_in_row=5, failure_rate=0.5, samples_min=20, window_seconds=60.0, cool_down_seconds=30.0
)
COOL_DOWN = "BREAKER_COOL_DOWN_SECONDS"
"""The variable that says how long every breaker stays open, in place of the usual 30 s."""
RETRY_BUDGET = RetryBudgetSettings(ratio=0.2, reserve=10.0)
WAIT_SECONDS_MAX = 30.0

_USUAL = TimeoutSettings(
    connect_seconds=5.0, read_seconds=10.0, write_seconds=10.0, pool_seconds=5.0, attempt_seconds=15.0
)
HASTY = TimeoutSettings(connect_seconds=3.0, read_seconds=6.0, write_seconds=3.0, pool_seconds=3.0, attempt_seconds=7.5)
"""For signing in where callers have only seconds: all of them wait for the one who asks for a token."""
_GENERATION = TimeoutSettings(
    connect_seconds=5.0, read_seconds=30.0, write_seconds=10.0, pool_seconds=5.0, attempt_seconds=30.0
)
_PATIENT = RetrySettings(
    attempts_max=3,
    delay_seconds=0.5,
    delay_seconds_max=8.0,
    retry_after_seconds_max=20.0,
    min_attempt_seconds=1.0,
)
_BRISK = RetrySettings(
    attempts_max=2,
    delay_seconds=0.2,
    delay_seconds_max=1.0,
    retry_after_seconds_max=1.0,
    min_attempt_seconds=0.5,
)

INTERACTIVE = UseCase(_USUAL, _BRISK)
"""Somebody waits, and there is something else to do without the answer."""
BACKGROUND = UseCase(_USUAL, _PATIENT)
"""Nobody waits; a longer outage is the queue's business."""
GENERATIVE = UseCase(_GENERATION, _PATIENT)
"""An answer that is written while we read it."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What every connection needs.

    Args:
        environment: variables, those of a role beginning with its name, and ``BREAKER_COOL_DOWN_SECONDS``.
        clock, random, audit: time, jitter and the audit trail.
        transports: gives the transport to the system that plays a role.
        concurrency: calls to one system at once.
        signing_in: how long a token endpoint has; no less than other requests where nobody is in a hurry, or a slow one
            would be one that nobody gets a token from.
    """

    environment: Mapping[str, str]
    clock: Clock
    random: Random
    audit: AuditSink
    transports: Callable[[str], httpx.AsyncBaseTransport]
    concurrency: int
    signing_in: TimeoutSettings = _USUAL


class Connection:
    """The policies of one system, shared by everybody who calls it.

    Args:
        role: the role that the system plays.
        system: its name, as its errors carry it.
        surroundings: see there.
        limiter, dialect: the vendor's quotas and what its answers mean.
        beside: another connection to the same account; they keep its quotas, and the pauses that it asks for, together.

    Raises:
        ConfigurationError: the breaker's variable holds no positive number.
    """

    def __init__(
        self,
        role: str,
        system: str,
        surroundings: Surroundings,
        *,
        limiter: LimiterSettings,
        dialect: Dialect,
        beside: Connection | None = None,
    ) -> None:
        self.role = role
        self.system = system
        self._transport = surroundings.transports(role)
        self._dialect = dialect
        self._signing_in = surroundings.signing_in
        self._authentication: Policy | None = None
        self._tokens: TokenSource | None = None
        self._clients: list[PlainClient] = []
        slots = surroundings.concurrency
        settings = StackSettings(
            system,
            _breaker(surroundings.environment),
            limiter,
            BulkheadSettings(slots, 2 * slots, WAIT_SECONDS_MAX),
            RETRY_BUDGET,
        )
        self.stack: Stack = Stack(
            settings,
            self._transport,
            clock=surroundings.clock,
            random=surroundings.random,
            sink=surroundings.audit,
            dialect=dialect,
            authentication=self._signed_in,
            limiter=beside.stack.limiter if beside else None,
        )

    def token_transport(self) -> httpx.AsyncBaseTransport:
        """Return the transport to the token endpoint: never repeated, held back by the system's limiter and breaker.

        Vendors count requests for tokens with the others (Zendesk, "Rate limits": all requests of an account), and a
        pause that they ask for is one for these, too.
        """
        bare = bare_transport(self._transport, self._signing_in, self.stack.reporter)
        limiter = partial(RateLimitPolicy, limiter=self.stack.limiter)
        breaker = partial(BreakerPolicy, breaker=self.stack.breaker, classify=self._dialect.classify)
        return compose(bare, limiter, breaker)

    def sign_in(self, authentication: Policy, tokens: TokenSource | None = None) -> None:
        """Sign requests in with ``authentication``; ``tokens`` is closed with the connection."""
        self._authentication = authentication
        self._tokens = tokens

    def client(self, use_case: UseCase) -> PlainClient:
        """Return a client for one use of the system; it is closed with the connection."""
        client = PlainClient(self.stack.transport_for(use_case))
        self._clients.append(client)
        return client

    async def aclose(self) -> None:
        """Let a token refresh end, and close the clients and the transport."""
        if self._tokens is not None:
            await self._tokens.aclose()
        for client in self._clients:
            await client.aclose()
        await self.stack.aclose()

    def _signed_in(self, inner: httpx.AsyncBaseTransport) -> httpx.AsyncBaseTransport:
        """Put a gate before the authentication: a request that would be held back asks for no token."""
        gate = partial(BreakerGate, breaker=self.stack.breaker)
        return compose(inner, gate, *([self._authentication] if self._authentication else []))


def _breaker(environment: Mapping[str, str]) -> BreakerSettings:
    text = environment.get(COOL_DOWN)
    if not text:
        return BREAKER
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0.0 < seconds < inf:
        raise ConfigurationError(f"{COOL_DOWN}: must be a number of seconds above 0")
    return replace(BREAKER, cool_down_seconds=seconds)
