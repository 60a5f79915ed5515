"""The client-side limiter: our requests keep a system's quota by themselves, and stop when it says so.

aiolimiter would do for a plain rate, but its bucket reads the event loop's clock, cannot be paused or slowed
by what a vendor says, and lets any number of callers wait.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import httpx

from ..audit import AuditKind
from ..clock import Clock
from ..errors import QuotaExceeded
from .deadline import remaining_seconds
from .dialect import HTTP, Dialect
from .intent import Intent, intent_of
from .line import Line
from .pace import Pace, Rate
from .policy import PolicyTransport
from .reporter import Reporter
from .retry_after import retry_after_seconds
from .verdict import Outcome, Verdict, verdict_of


@dataclass(frozen=True, slots=True)
class LimiterSettings:
    """The limits of one system.

    Args:
        rate: for all requests to the system; ``None`` for no limit of our own.
        rate_per_scope: for the requests of each scope; ``None`` if scopes have no limit of their own.
        waiters_max: requests that may wait for their turn in one line. Below the bulkhead's slots, so that
            one slow scope cannot take them all.
        wait_seconds_max: how long a request may wait.
        pause_seconds_max: the longest ``Retry-After`` that is believed.
        pause_seconds_default: the pause after a refusal by quota that does not say for how long.
        scopes_max: above this number, scopes that are back at rest are forgotten.
    """

    rate: Rate | None
    rate_per_scope: Rate | None = None
    waiters_max: int = 64
    wait_seconds_max: float = 30.0
    pause_seconds_max: float = 3600.0
    pause_seconds_default: float = 0.0
    scopes_max: int = 4096


@dataclass(frozen=True, slots=True)
class _Scope:
    """The line of one scope, and what it is paused with, as ``Dialect.pause_scope_of`` names it."""

    line: Line
    pauses_with: str | None

    def is_idle(self, now: float) -> bool:
        return not self.line.waiting and self.line.pace.is_idle(now)


class Limiter:
    """The limiter of one system, shared by everything that calls it.

    Who waits, waits in the order of arrival, one line per scope and one for the system, so that a scope that
    must wait does not hold up the others. A request that cannot have its turn within its deadline or the
    settings' limit is refused at once.

    Args:
        settings: the limits.
        clock: time.
        reporter: gets an event when a request has waited or is refused, and for every pause.
        dialect: what the vendor's requests and answers mean.
    """

    def __init__(
        self,
        settings: LimiterSettings,
        *,
        clock: Clock,
        reporter: Reporter,
        dialect: Dialect = HTTP,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._reporter = reporter
        self._dialect = dialect
        self._line = Line(Pace(settings.rate), clock)
        self._scopes: dict[str, _Scope] = {}
        self._paused_until: dict[str, float] = {}

    async def admit(self, request: httpx.Request) -> None:
        """Return when the request may be sent.

        Raises:
            QuotaExceeded: its turn would come too late; says how long to wait.
        """
        scope, now = self._scope(request), self._clock.steady()
        if self._line.is_free(now) and (scope is None or scope.is_free(now)):
            self._take(scope, now)
        else:
            await self._wait(scope, intent_of(request))

    def closed_seconds(self) -> float:
        """Return for how long every request would be refused; 0.0 while one that comes now is let in or may wait."""
        wait_seconds = self._line.wait_seconds(self._clock.steady())
        return wait_seconds if wait_seconds >= self._settings.wait_seconds_max else 0.0

    def learn(self, request: httpx.Request, response: httpx.Response) -> None:
        """Take note of what an answer says about the quota."""
        budget = self._dialect.observe(response)
        if budget is not None:
            self._line.pace.observe(budget, self._clock.steady())
        verdict = verdict_of(response, self._dialect.classify)
        if verdict.outcome in REFUSED:
            throttled = verdict.outcome is Outcome.THROTTLED
            concerned = self._dialect.pause_scope_of(request) if throttled else None
            self._pause(request, concerned, self._asked_seconds(response, verdict))

    def _asked_seconds(self, response: httpx.Response, verdict: Verdict) -> float:
        asked = verdict.retry_after_seconds
        if asked is None:
            asked = retry_after_seconds(response.headers, self._clock.now())
        if asked is None:
            asked = self._settings.pause_seconds_default if verdict.outcome is Outcome.THROTTLED else 0.0
        return min(asked, self._settings.pause_seconds_max)

    def _pause(self, request: httpx.Request, concerned: str | None, seconds: float) -> None:
        if seconds <= 0.0:
            return
        until = self._clock.steady() + seconds
        if concerned is None:
            self._line.pace.pause(until)
        else:
            self._paused_until[concerned] = max(until, self._paused_until.get(concerned, until))
            for scope in self._scopes.values():
                if scope.pauses_with == concerned:
                    scope.line.pace.pause(until)
        self._reporter.report(AuditKind.THROTTLE, intent_of(request), paused_seconds=round(seconds, 6))

    def _scope(self, request: httpx.Request) -> Line | None:
        pauses_with = self._dialect.pause_scope_of(request)
        name = (self._dialect.scope_of(request) if self._settings.rate_per_scope else None) or pauses_with
        if name is None:
            return None
        if name not in self._scopes:
            self._forget_idle()
            self._scopes[name] = self._new_scope(pauses_with)
        return self._scopes[name].line

    def _new_scope(self, pauses_with: str | None) -> _Scope:
        line = Line(Pace(self._settings.rate_per_scope), self._clock)
        until = self._paused_until.get(pauses_with or "")
        if until is not None and until > self._clock.steady():
            line.pace.pause(until)
        return _Scope(line, pauses_with)

    def _forget_idle(self) -> None:
        if len(self._scopes) >= self._settings.scopes_max:
            now = self._clock.steady()
            self._scopes = {name: scope for name, scope in self._scopes.items() if not scope.is_idle(now)}

    def _take(self, scope: Line | None, now: float) -> None:
        self._line.pace.take(now)
        if scope is not None:
            scope.pace.take(now)

    async def _wait(self, scope: Line | None, intent: Intent) -> None:
        came_at = self._clock.steady()
        bound = min(self._settings.wait_seconds_max, remaining_seconds())
        lines = [self._line] if scope is None else [scope, self._line]
        self._refuse_hopeless(lines, bound, intent)
        try:
            async with asyncio.timeout(bound):
                await self._turn(scope)
        except TimeoutError as error:
            raise self._refusal(lines, intent, f"no turn within {bound:.3f} s") from error
        waited = round(self._clock.steady() - came_at, 6)
        self._reporter.report(AuditKind.THROTTLE, intent, waited_seconds=waited)

    def _refuse_hopeless(self, lines: list[Line], bound: float, intent: Intent) -> None:
        now = self._clock.steady()
        if any(line.waiting >= self._settings.waiters_max for line in lines):
            raise self._refusal(lines, intent, "too many wait")
        if max(line.wait_seconds(now) for line in lines) >= bound:
            raise self._refusal(lines, intent, f"no turn within {bound:.3f} s")

    def _refusal(self, lines: list[Line], intent: Intent, reason: str) -> QuotaExceeded:
        now = self._clock.steady()
        seconds = max(line.wait_seconds(now) for line in lines)
        self._reporter.report(AuditKind.THROTTLE, intent, refused=reason, wait_seconds=round(seconds, 6))
        message = f"{intent.operation}: our own limit for {self._reporter.system}: {reason}"
        return QuotaExceeded(message, system=self._reporter.system, retry_after_seconds=seconds)

    async def _turn(self, scope: Line | None) -> None:
        if scope is None:
            async with self._line.turn():
                await self._line.until_ready()
                self._take(None, self._clock.steady())
            return
        async with scope.turn():
            while not await self._go(scope):
                pass

    async def _go(self, scope: Line) -> bool:
        """Wait until both paces allow a request; return whether they still did when both were ready."""
        await scope.until_ready()
        async with self._line.turn():
            await self._line.until_ready()
            now = self._clock.steady()
            if scope.pace.ready_at(now) > now:
                return False  # a pause has begun while it stood in the second line
            self._take(scope, now)
            return True


REFUSED = frozenset({Outcome.THROTTLED, Outcome.UNAVAILABLE})


class RateLimitPolicy(PolicyTransport):
    """Sends each request when the limiter allows it, and has the limiter learn from every answer.

    Args:
        inner: the transport.
        limiter: the system's limiter.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, *, limiter: Limiter) -> None:
        super().__init__(inner)
        self._limiter = limiter

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request; errors are those of ``Limiter.admit``."""
        await self._limiter.admit(request)
        response = await self._inner.handle_async_request(request)
        self._limiter.learn(request, response)
        return response
