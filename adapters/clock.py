"""The clock that every part of the integration takes as an argument.

It has two readings. The time of day is what people, vendors and other processes mean by a time; somebody can set it
forward or back. Whatever measures how long something takes or lasts reads the steady one.
"""

from __future__ import annotations

import asyncio
import time
from typing import Protocol


class Clock(Protocol):
    """Time as the integration sees it."""

    def now(self) -> float:
        """Return the time of day, in seconds since the Unix epoch."""
        ...

    def steady(self) -> float:
        """Return seconds that pass whatever is done to the time of day; only their differences mean anything."""
        ...

    async def sleep(self, seconds: float) -> None:
        """Return after ``seconds`` have passed on this clock."""
        ...


class SystemClock:
    """The machine's own clock, for running in production."""

    def now(self) -> float:
        """Return the time of day, in seconds since the Unix epoch."""
        return time.time()

    def steady(self) -> float:
        """Return the seconds of the running event loop, which its timers count, too."""
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        """Sleep on the running event loop."""
        await asyncio.sleep(seconds)
