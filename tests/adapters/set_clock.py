"""A clock that somebody sets forward or back."""

from __future__ import annotations

from adapters.clock import Clock


class SetClock:
    """Another clock, whose time of day is ``ahead_seconds`` ahead.

    Args:
        clock: what is right.
        ahead_seconds: change it to set the clock.
    """

    def __init__(self, clock: Clock, ahead_seconds: float = 0.0) -> None:
        self._clock = clock
        self.ahead_seconds = ahead_seconds

    def now(self) -> float:
        """What the machine believes."""
        return self._clock.now() + self.ahead_seconds

    def steady(self) -> float:
        """Nobody sets these seconds."""
        return self._clock.steady()

    async def sleep(self, seconds: float) -> None:
        """Waiting takes as long as ever."""
        await self._clock.sleep(seconds)
