"""A line of requests that wait for their turn at one pace."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from ..clock import Clock
from .pace import Pace

NAP_SECONDS = 1e-5
"""The shortest sleep: longer than the rounding of any clock."""


class Line:
    """First come, first served.

    Args:
        pace: when the next one may go.
        clock: time.
    """

    def __init__(self, pace: Pace, clock: Clock) -> None:
        self.pace = pace
        self._clock = clock
        self._lock = asyncio.Lock()
        self._waiting = 0

    @property
    def waiting(self) -> int:
        """How many stand in the line, the one whose turn it is included."""
        return self._waiting

    def is_free(self, now: float) -> bool:
        """Return whether somebody who comes now can go at once."""
        return self._waiting == 0 and self.pace.ready_at(now) <= now

    def wait_seconds(self, now: float) -> float:
        """Return how long somebody who comes now will have to wait, as far as is known."""
        return max(self.pace.ready_at(now) - now, 0.0) + self._waiting * self.pace.interval_seconds

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Wait until everybody who came earlier has gone."""
        self._waiting += 1
        try:
            async with self._lock:
                yield
        finally:
            self._waiting -= 1

    async def until_ready(self) -> None:
        """Wait until the pace allows a request; a pause that begins meanwhile is waited out, too."""
        while True:
            now = self._clock.steady()
            seconds = self.pace.ready_at(now) - now
            if seconds <= 0.0:
                return
            await self._clock.sleep(max(seconds, NAP_SECONDS))
