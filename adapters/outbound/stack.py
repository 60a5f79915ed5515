"""All policies together, in the order in which a request passes them.

1. **correlation, idempotency**: what identifies the work is set once, so every attempt carries the same.
2. **cache**: a fresh answer costs nothing, no time budget either; a stale one stands in for whatever the rest of the
   stack gives up on: an outage, an open breaker, a spent quota, a missed deadline.
3. **retry**: around everything that can differ from one attempt to the next.
4. **authentication**: inside retry, since a token can end while the retry waits; outside the breaker and the limiter,
   since the replay after a 401 is a request like any other, which the system counts. Replayed once per request, not
   once per attempt: n attempts are n + 1 requests at most.
5. **breaker, gate**: while the breaker is open a call fails at once, without waiting for a slot or spending a token.
6. **bulkhead**: slots before the limiter. The other way round, requests that were given their turn would pile up in
   front of the slots of a slow system and then leave together, faster than the limit allows. The price is that a
   request holds its slot while it waits for its turn; ``LimiterSettings.waiters_max`` below the number of slots keeps
   one slow channel from taking them all.
7. **limiter**: nothing waits after it, so what it lets go is sent at that moment; and it sees every answer, so that a
   ``Retry-After`` stops all callers, not only the one that was told.
8. **deadline**: after the last wait, right before sending: no attempt starts with too little time left, however long
   it stood in line.
9. **breaker**: admits and counts. It comes after the waits, since a call that has passed the gate may have waited
   while the breaker opened, and must not reach the system then; and a probe must not hold its place in a queue.
10. **attempt**: the audit trail has one event for everything that is sent, replays included, and for nothing else.
11. **timeout**: next to the wire. It reads the whole answer, of a stream the first piece, so that to everything above
    an attempt has ended when its answer is here: a body that breaks off is a failed attempt, which the breaker counts
    and the retry repeats.

A stream is passed through piece by piece. It keeps its slot until it is closed; an error in it counts against the
breaker and reaches the caller as an error of this integration, never as an end.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from random import Random

import httpx

from ..audit import AuditSink
from ..clock import Clock
from .attempt import AttemptPolicy
from .breaker import Breaker, BreakerGate, BreakerPolicy, BreakerSettings
from .cache import CachePolicy, CacheSettings, ResponseCache
from .concurrency import Bulkhead, BulkheadPolicy, BulkheadSettings
from .correlation import CorrelationPolicy
from .deadline import DeadlinePolicy
from .dialect import HTTP, Dialect
from .idempotency import IdempotencyPolicy
from .policy import Borrowed, Policy, compose
from .ratelimit import Limiter, LimiterSettings, RateLimitPolicy
from .reporter import Reporter
from .retry import RetryPolicy, RetrySettings
from .retry_budget import RetryBudget, RetryBudgetSettings
from .timeout import TimeoutPolicy, TimeoutSettings


@dataclass(frozen=True, slots=True)
class StackSettings:
    """What all calls to one system share.

    Args:
        system: the system.
        breaker, limiter, bulkhead, retry_budget: see there.
        idempotency_header: the vendor's name for it, if it has one.
    """

    system: str
    breaker: BreakerSettings
    limiter: LimiterSettings
    bulkhead: BulkheadSettings
    retry_budget: RetryBudgetSettings
    idempotency_header: str | None = None


@dataclass(frozen=True, slots=True)
class UseCase:
    """What differs from one use of a system to the next; ``cache`` is for reads that may be a little old."""

    timeouts: TimeoutSettings
    retries: RetrySettings
    cache: CacheSettings | None = None


class Stack:
    """Builds the transports to one system; they share its breaker, limiter, bulkhead and retry budget.

    Args:
        settings: what they share.
        transport: to the system; closed with the stack, not with the transports built here.
        clock, random: time and jitter.
        sink: the audit trail.
        dialect: what the vendor's requests and answers mean.
        authentication: the policy that adds credentials, if the system wants any.
        limiter: that of another stack to the same account, whose quota both use up.
    """

    def __init__(
        self,
        settings: StackSettings,
        transport: httpx.AsyncBaseTransport,
        *,
        clock: Clock,
        random: Random,
        sink: AuditSink,
        dialect: Dialect = HTTP,
        authentication: Policy | None = None,
        limiter: Limiter | None = None,
    ) -> None:
        self._settings = settings
        self._transport = transport
        self._clock = clock
        self._random = random
        self._dialect = dialect
        self._authentication = authentication
        self.reporter = Reporter(settings.system, clock, sink)
        self.breaker = Breaker(settings.breaker, clock=clock, reporter=self.reporter)
        self.limiter = limiter or Limiter(settings.limiter, clock=clock, reporter=self.reporter, dialect=dialect)
        self.bulkhead = Bulkhead(settings.bulkhead, reporter=self.reporter)
        self.retry_budget = RetryBudget(settings.retry_budget)

    def transport_for(self, use_case: UseCase) -> httpx.AsyncBaseTransport:
        """Return a transport for one use of the system, with a cache of its own."""
        policies = [*self._marking(), *self._repeating(use_case), *self._guarding(), *self._sending(use_case)]
        return compose(Borrowed(self._transport), *policies)

    async def aclose(self) -> None:
        """Close the transport to the system."""
        await self._transport.aclose()

    def _marking(self) -> list[Policy]:
        header = self._settings.idempotency_header
        return [CorrelationPolicy, *([partial(IdempotencyPolicy, header=header)] if header else [])]

    def _repeating(self, use_case: UseCase) -> list[Policy]:
        retry = partial(
            RetryPolicy,
            settings=use_case.retries,
            budget=self.retry_budget,
            clock=self._clock,
            random=self._random,
            reporter=self.reporter,
            classify=self._dialect.classify,
        )
        authentication = [self._authentication] if self._authentication else []
        return [*self._caching(use_case.cache), retry, *authentication]

    def _caching(self, settings: CacheSettings | None) -> list[Policy]:
        if settings is None:
            return []
        cache = ResponseCache(settings)
        return [partial(CachePolicy, cache=cache, clock=self._clock, reporter=self.reporter)]

    def _guarding(self) -> list[Policy]:
        return [
            partial(BreakerGate, breaker=self.breaker),
            partial(BulkheadPolicy, bulkhead=self.bulkhead),
            partial(RateLimitPolicy, limiter=self.limiter),
        ]

    def _sending(self, use_case: UseCase) -> list[Policy]:
        least = use_case.retries.min_attempt_seconds
        return [
            partial(DeadlinePolicy, system=self._settings.system, min_attempt_seconds=least),
            partial(BreakerPolicy, breaker=self.breaker, classify=self._dialect.classify),
            partial(AttemptPolicy, reporter=self.reporter),
            partial(TimeoutPolicy, settings=use_case.timeouts),
        ]


def bare_transport(
    transport: httpx.AsyncBaseTransport, timeouts: TimeoutSettings, reporter: Reporter
) -> httpx.AsyncBaseTransport:
    """Return a transport for token endpoints: bounded and on the audit trail, but nothing is repeated.

    ``transport`` is not closed with it.
    """
    attempt = partial(AttemptPolicy, reporter=reporter)
    timeout = partial(TimeoutPolicy, settings=timeouts)
    return compose(Borrowed(transport), CorrelationPolicy, attempt, timeout)
