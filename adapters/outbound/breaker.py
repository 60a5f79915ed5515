"""The circuit breaker: a system that keeps failing is left alone for a while, then tried carefully."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

import httpx

from ..audit import AuditKind
from ..clock import Clock
from ..errors import BreakerOpen
from .failure_window import FailureWindow
from .policy import PolicyTransport, RequestPolicy
from .reporter import Reporter
from .streams import watch
from .taxonomy import OURS, SENT
from .verdict import Classify, Outcome, classify_status, verdict_of

ErrorT = TypeVar("ErrorT", bound=BaseException)


class BreakerState(StrEnum):
    """What the breaker lets through: everything, nothing, or a few probes."""

    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class BreakerSignal(StrEnum):
    """What makes the breaker change its state."""

    TRIPPED = "tripped"  # enough failures
    COOLED_DOWN = "cooled_down"  # a call came after the cool-down
    PROBE_FAILED = "probe_failed"
    RECOVERED = "recovered"  # enough probes succeeded


TRANSITIONS: Mapping[tuple[BreakerState, BreakerSignal], BreakerState] = {
    (BreakerState.CLOSED, BreakerSignal.TRIPPED): BreakerState.OPEN,
    (BreakerState.OPEN, BreakerSignal.COOLED_DOWN): BreakerState.HALF_OPEN,
    (BreakerState.HALF_OPEN, BreakerSignal.PROBE_FAILED): BreakerState.OPEN,
    (BreakerState.HALF_OPEN, BreakerSignal.RECOVERED): BreakerState.CLOSED,
}
"""Every way in which the state changes; no other pair occurs."""


@dataclass(frozen=True, slots=True)
class BreakerSettings:
    """When to open, and how to close again.

    Args:
        failures_in_row: consecutive failures that open it.
        failure_rate: share of failures in the window that opens it, from ``samples_min`` calls on.
        samples_min: calls in the window without which the rate says nothing.
        window_seconds: length of the window.
        cool_down_seconds: how long it stays open.
        probes_max: calls at once while half open.
        successes_to_close: probes that must succeed.
        probe_wait_seconds: what a call is told to wait while the probes are under way.
    """

    failures_in_row: int
    failure_rate: float
    samples_min: int
    window_seconds: float
    cool_down_seconds: float
    probes_max: int = 1
    successes_to_close: int = 1
    probe_wait_seconds: float = 1.0


@dataclass(frozen=True, slots=True)
class BreakerTransition:
    """A change of state, at ``at`` seconds since the epoch."""

    at: float
    before: BreakerState
    signal: BreakerSignal
    after: BreakerState


class Breaker:
    """The breaker of one system, shared by everything that calls it.

    Calls end in a success, in a failure, or without a word on the system's health (cancelled, held back). A
    call speaks only for the period in which it was let through: what a slow call says after the state has
    changed is ignored.

    Args:
        settings: when to open and close.
        clock: for windows and the cool-down.
        reporter: gets an event for every change of state.
    """

    def __init__(self, settings: BreakerSettings, *, clock: Clock, reporter: Reporter) -> None:
        self._settings = settings
        self._clock = clock
        self._reporter = reporter
        self._subscribers: list[Callable[[BreakerTransition], None]] = []
        self._state = BreakerState.CLOSED
        self._period = 0
        self._window = FailureWindow(settings.window_seconds)
        self._opened_at = 0.0
        self._failures_in_row = 0
        self._probes = 0
        self._successes = 0

    @property
    def state(self) -> BreakerState:
        """The state now. An open breaker becomes half open with the first call after its cool-down."""
        return self._state

    def subscribe(self, subscriber: Callable[[BreakerTransition], None]) -> None:
        """Have ``subscriber`` called on every change of state."""
        self._subscribers.append(subscriber)

    def check(self) -> None:
        """Refuse a call that would not be let through now; take nothing.

        Raises:
            BreakerOpen: with the time to wait.
        """
        wait_seconds = self.wait_seconds()
        if wait_seconds > 0.0:
            message = f"the circuit breaker of {self._reporter.system} is {self._state.value.replace('_', ' ')}"
            raise BreakerOpen(message, system=self._reporter.system, retry_after_seconds=wait_seconds)

    def wait_seconds(self) -> float:
        """Return how long a call that came now would be held back; 0.0 when it would be let through."""
        return 0.0 if self._state is BreakerState.CLOSED else max(0.0, self._left_seconds())

    def admit(self) -> int:
        """Let a call through; return its period, with which it must be settled.

        Raises:
            BreakerOpen: with the time to wait.
        """
        if self._state is not BreakerState.CLOSED:
            self.check()
            if self._state is BreakerState.OPEN:
                self._change(BreakerSignal.COOLED_DOWN)
            self._probes += 1
        return self._period

    def settle(self, period: int, success: bool | None) -> None:
        """Report the end of a call: success, failure, or ``None`` for neither."""
        if period != self._period:
            return
        if self._state is BreakerState.HALF_OPEN:
            self._settle_probe(success)
        elif success is not None:
            self._count(success)

    def _left_seconds(self) -> float:
        if self._state is BreakerState.OPEN:
            return self._opened_at + self._settings.cool_down_seconds - self._clock.steady()
        return self._settings.probe_wait_seconds if self._probes >= self._settings.probes_max else 0.0

    def _settle_probe(self, success: bool | None) -> None:
        self._probes -= 1
        if success is False:
            self._change(BreakerSignal.PROBE_FAILED)
        elif success:
            self._successes += 1
            if self._successes >= self._settings.successes_to_close:
                self._change(BreakerSignal.RECOVERED)

    def _count(self, success: bool) -> None:
        self._failures_in_row = 0 if success else self._failures_in_row + 1
        self._window.count(self._clock.steady(), success)
        if not success and self._has_enough():
            self._change(BreakerSignal.TRIPPED)

    def _has_enough(self) -> bool:
        if self._failures_in_row >= self._settings.failures_in_row:
            return True
        samples, rate = self._window.samples, self._window.failure_rate
        return samples >= self._settings.samples_min and rate >= self._settings.failure_rate

    def _change(self, signal: BreakerSignal) -> None:
        before = self._state
        self._state = TRANSITIONS[before, signal]
        self._period += 1
        self._opened_at = self._clock.steady()
        self._window = FailureWindow(self._settings.window_seconds)
        self._failures_in_row = self._probes = self._successes = 0
        self._announce(BreakerTransition(self._clock.now(), before, signal, self._state))

    def _announce(self, change: BreakerTransition) -> None:
        before, signal, after = change.before.value, change.signal.value, change.after.value
        self._reporter.report(AuditKind.BREAKER, before=before, signal=signal, after=after)
        for subscriber in self._subscribers:
            subscriber(change)


class BreakerGate(RequestPolicy):
    """Turns a call away at once while the breaker is open, before it waits for a slot or spends a token."""

    def __init__(self, inner: httpx.AsyncBaseTransport, *, breaker: Breaker) -> None:
        super().__init__(inner)
        self._breaker = breaker

    def prepare(self, request: httpx.Request) -> None:
        """Let the request pass.

        Raises:
            BreakerOpen: with the time to wait.
        """
        self._breaker.check()


class BreakerPolicy(PolicyTransport):
    """Admits calls and tells the breaker how they end.

    Failures are errors of the network and answers that mean an outage (5xx). A quota (429) is none: the
    system is well. Our own full connection pool and our own malformed requests say nothing. A stream has
    ended when it is closed; an error in it is a failure.

    Args:
        inner: the transport.
        breaker: the system's breaker.
        classify: what an answer means.
    """

    def __init__(
        self, inner: httpx.AsyncBaseTransport, *, breaker: Breaker, classify: Classify = classify_status
    ) -> None:
        super().__init__(inner)
        self._breaker = breaker
        self._classify = classify

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass the request on.

        Raises:
            BreakerOpen: with the time to wait.
        """
        call = _Call(self._breaker, self._breaker.admit())
        try:
            response = await self._inner.handle_async_request(request)
            call.success = verdict_of(response, self._classify).outcome not in OUTAGE
        except BaseException as error:
            call.judge(error)
            call.settle()
            raise
        if not response.is_closed:
            return watch(response, translate=call.judge, closed=call.settle)
        call.settle()
        return response


class _Call:
    """One call that was admitted, and what it says about the system's health."""

    __slots__ = ("breaker", "period", "success")

    def __init__(self, breaker: Breaker, period: int) -> None:
        self.breaker = breaker
        self.period = period
        self.success: bool | None = None

    def judge(self, error: ErrorT) -> ErrorT:
        if isinstance(error, SENT):
            self.success = None if isinstance(error, NOT_THE_SYSTEM) else False
        return error

    def settle(self) -> None:
        self.breaker.settle(self.period, self.success)


OUTAGE = frozenset({Outcome.UNAVAILABLE, Outcome.IN_DOUBT})
NOT_THE_SYSTEM = (*OURS, httpx.PoolTimeout)
