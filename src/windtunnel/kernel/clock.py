"""One clock for everything that happens in a world.

``Clock`` is what simulators, faults and scenarios see. ``LoopClock`` follows an asyncio loop: on the virtual loop it
jumps from timer to timer (auto-advance), on a real loop it is live. ``SteppedClock`` stands still until it is moved
(frozen, when nobody moves it). ``ControlledClock`` (its own file) switches between the modes while it runs.
"""

from __future__ import annotations

import asyncio
import heapq
import itertools
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Protocol

EPOCH = datetime(2026, 1, 5, 9, 0, tzinfo=UTC).timestamp()
"""When a world begins unless it is told otherwise: a Monday morning, in seconds since the Unix epoch."""


class Timer(Protocol):
    """A pending callback."""

    def cancel(self) -> None:
        """Make sure that the callback does not run."""
        ...


class Clock(Protocol):
    """Time as everything in a world sees it, in seconds since the Unix epoch."""

    def now(self) -> float:
        """Return the current time."""
        ...

    def call_at(self, when: float, callback: Callable[[], None]) -> Timer:
        """Run ``callback`` once the time is ``when``; at once on the next turn when that has passed."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after ``seconds``; a negative duration counts as zero."""
        ...


class LoopClock:
    """A clock that follows an asyncio event loop.

    Args:
        loop: the loop whose ``time()`` drives this clock.
        epoch: what this clock shows now.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, epoch: float = EPOCH) -> None:
        self._loop = loop
        self._offset = epoch - loop.time()

    @classmethod
    def live(cls, loop: asyncio.AbstractEventLoop) -> LoopClock:
        """Return a clock that shows the machine's time, as other processes see it."""
        return cls(loop, time.time())

    def now(self) -> float:
        """Return the current time."""
        return self._loop.time() + self._offset

    def steady(self) -> float:
        """Return seconds that only differences of mean anything: nobody can set them forward or back."""
        return self._loop.time()

    def call_at(self, when: float, callback: Callable[[], None]) -> Timer:
        """Run ``callback`` on the loop at ``when``."""
        return self._loop.call_at(when - self._offset, callback)

    async def sleep(self, seconds: float) -> None:
        """Sleep on the loop."""
        await asyncio.sleep(max(0.0, seconds))


class SteppedTimer:
    """A timer of a ``SteppedClock``."""

    __slots__ = ("callback",)

    def __init__(self, callback: Callable[[], None]) -> None:
        self.callback: Callable[[], None] | None = callback

    def cancel(self) -> None:
        """Forget the callback."""
        self.callback = None


class TimerQueue:
    """Pending timers in the order of their time, then of their creation."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, SteppedTimer]] = []
        self._sequence = itertools.count()

    def add(self, when: float, callback: Callable[[], None]) -> SteppedTimer:
        """Plan ``callback`` for ``when``."""
        timer = SteppedTimer(callback)
        heapq.heappush(self._heap, (when, next(self._sequence), timer))
        return timer

    def next_at(self) -> float | None:
        """Return when the next timer that was not cancelled is due."""
        while self._heap and self._heap[0][2].callback is None:
            heapq.heappop(self._heap)
        return self._heap[0][0] if self._heap else None

    def pop_due(self, now: float) -> Callable[[], None] | None:
        """Remove and return the next callback due at ``now``."""
        due_at = self.next_at()
        if due_at is None or due_at > now:
            return None
        return heapq.heappop(self._heap)[2].callback


def wake(waiting: asyncio.Future[None]) -> None:
    """Let whoever waits go on, unless they have given up."""
    if not waiting.done():
        waiting.set_result(None)


class SteppedClock:
    """A clock that moves only when it is told to.

    Args:
        epoch: what it shows at first, in seconds since the Unix epoch.
    """

    def __init__(self, epoch: float = EPOCH) -> None:
        self._now = epoch
        self._timers = TimerQueue()

    def now(self) -> float:
        """Return the current time."""
        return self._now

    def steady(self) -> float:
        """Return seconds that only differences of mean anything."""
        return self._now

    def call_at(self, when: float, callback: Callable[[], None]) -> Timer:
        """Plan ``callback``; it runs inside ``advance``."""
        return self._timers.add(when, callback)

    def next_at(self) -> float | None:
        """Return when the next timer is due."""
        return self._timers.next_at()

    async def sleep(self, seconds: float) -> None:
        """Wait until ``advance`` has moved the clock by ``seconds``."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        timer = self.call_at(self._now + seconds, lambda: wake(woken))
        try:
            await woken
        finally:
            timer.cancel()

    def advance(self, seconds: float) -> None:
        """Move the clock forward, running each timer at its own time.

        Raises:
            ValueError: ``seconds`` is negative.
        """
        if seconds < 0:
            raise ValueError(f"a clock cannot go back ({seconds} s)")
        target = self._now + seconds
        while (due_at := self._timers.next_at()) is not None and due_at <= target:
            self._now = max(self._now, due_at)
            callback = self._timers.pop_due(self._now)
            if callback is not None:
                callback()
        self._now = target
