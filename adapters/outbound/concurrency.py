"""The bulkhead: a system that hangs holds a fixed number of calls, not all of them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import httpx

from ..audit import AuditKind
from ..errors import DeadlineExceeded, SystemUnavailable, TransientError
from .deadline import remaining_seconds
from .intent import Intent, intent_of
from .policy import PolicyTransport
from .reporter import Reporter
from .streams import watch


@dataclass(frozen=True, slots=True)
class BulkheadSettings:
    """How many calls at once.

    Args:
        in_flight_max: calls that have a slot; a call keeps its slot until its answer, or its stream, has
            ended.
        waiters_max: calls that may wait for a slot; the next one is turned away at once.
        wait_seconds_max: how long one may wait.
    """

    in_flight_max: int
    waiters_max: int
    wait_seconds_max: float


class Bulkhead:
    """The slots of one system, given out in the order in which they were asked for.

    Args:
        settings: how many.
        reporter: gets an event when a call is turned away.
    """

    def __init__(self, settings: BulkheadSettings, *, reporter: Reporter) -> None:
        self._settings = settings
        self._reporter = reporter
        self._slots = asyncio.Semaphore(settings.in_flight_max)
        self._in_flight = 0
        self._waiting = 0

    @property
    def in_flight(self) -> int:
        """Calls that have a slot."""
        return self._in_flight

    @property
    def waiting(self) -> int:
        """Calls that wait for one."""
        return self._waiting

    async def acquire(self, intent: Intent) -> None:
        """Take a slot; wait for one if need be.

        Raises:
            SystemUnavailable: too many wait already, or none became free in time.
            DeadlineExceeded: none became free before the deadline.
        """
        if self._waiting or self._in_flight >= self._settings.in_flight_max:
            await self._wait(intent)
        else:
            await self._slots.acquire()
        self._in_flight += 1

    def release(self) -> None:
        """Give a slot back."""
        self._in_flight -= 1
        self._slots.release()

    async def _wait(self, intent: Intent) -> None:
        if self._waiting >= self._settings.waiters_max:
            raise self._turned_away(intent, SystemUnavailable, "too many wait")
        left = remaining_seconds()
        bound = min(self._settings.wait_seconds_max, left)
        self._waiting += 1
        try:
            async with asyncio.timeout(bound):
                await self._slots.acquire()
        except TimeoutError as error:
            kind = DeadlineExceeded if bound == left else SystemUnavailable
            raise self._turned_away(intent, kind, f"none free within {bound:.3f} s") from error
        finally:
            self._waiting -= 1

    def _turned_away(self, intent: Intent, kind: type[TransientError], reason: str) -> TransientError:
        most = self._settings.in_flight_max
        self._reporter.report(AuditKind.THROTTLE, intent, slots=most, waiting=self._waiting, turned_away=reason)
        return kind(f"{intent.operation}: all {most} slots are taken, {reason}", system=self._reporter.system)


class BulkheadPolicy(PolicyTransport):
    """Sends each request in a slot of the bulkhead.

    Args:
        inner: the transport.
        bulkhead: the system's slots.
    """

    def __init__(self, inner: httpx.AsyncBaseTransport, *, bulkhead: Bulkhead) -> None:
        super().__init__(inner)
        self._bulkhead = bulkhead

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send the request; errors are those of ``Bulkhead.acquire``."""
        await self._bulkhead.acquire(intent_of(request))
        try:
            response = await self._inner.handle_async_request(request)
        except BaseException:
            self._bulkhead.release()
            raise
        if response.is_closed:
            self._bulkhead.release()
            return response
        return watch(response, closed=self._bulkhead.release)
