"""The clock of real connections."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from windtunnel.kernel.clock import Timer

_MILLISECOND = 0.001


class WireClock:
    """The event loop's clock, read precisely; a timer never fires early.

    uvloop counts whole milliseconds and shows the time at which the current turn of the loop began. Both are a
    millisecond too coarse for a toxic that must not be shorter than asked for, so ``now`` reads the monotonic clock
    that the loop itself is based on.

    Args:
        loop: runs the timers.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def now(self) -> float:
        """Return the current time in seconds; only differences mean anything."""
        return time.monotonic()

    def call_at(self, when: float, callback: Callable[[], None]) -> Timer:
        """Run ``callback`` on the loop once ``when`` has come, a millisecond or two later at most."""
        return _WireTimer(self._loop, when, callback)

    async def sleep(self, seconds: float) -> None:
        """Return after ``seconds``; a negative duration counts as zero."""
        await asyncio.sleep(max(0.0, seconds))


class _WireTimer:
    """A timer that looks at the precise clock before it fires, and waits on when the loop woke it early."""

    __slots__ = ("_callback", "_handle", "_loop", "_when")

    def __init__(self, loop: asyncio.AbstractEventLoop, when: float, callback: Callable[[], None]) -> None:
        self._loop = loop
        self._when = when
        self._callback = callback
        self._handle = self._arm()

    def cancel(self) -> None:
        """Make sure that the callback does not run."""
        self._handle.cancel()

    def _arm(self) -> asyncio.Handle:
        seconds = self._when - time.monotonic()
        if seconds <= 0:
            return self._loop.call_soon(self._fire)
        return self._loop.call_later(max(seconds, _MILLISECOND), self._fire)

    def _fire(self) -> None:
        if time.monotonic() < self._when:
            self._handle = self._arm()
        else:
            self._callback()
