"""A clock that is set forward or back while the subject reads it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from windtunnel.kernel.clock import Clock, Timer

from .schedule import Jump


class JumpingClock:
    """What the subject is given as its clock, where a schedule sets it: time of day jumps, durations do not.

    Args:
        world: the world's clock.
        jumps: how it is set, and when.
        start: world time at which the run starts.
    """

    def __init__(self, world: Clock, jumps: Sequence[Jump], start: float) -> None:
        self._world = world
        self._jumps = [(start + jump.at, jump.seconds) for jump in jumps]
        self._jumps += [(start + jump.at + jump.lasts, -jump.seconds) for jump in jumps if jump.lasts is not None]

    def now(self) -> float:
        """Return the time of day as the subject's machine shows it."""
        return self._world.now() + self._offset()

    def steady(self) -> float:
        """Return seconds that only differences of mean anything: the world's own clock is never set."""
        return self._world.now()

    def call_at(self, when: float, callback: Callable[[], None]) -> Timer:
        """Run ``callback`` when as much time has passed as there is between now and ``when``."""
        return self._world.call_at(when - self._offset(), callback)

    async def sleep(self, seconds: float) -> None:
        """Wait, however the clock is set meanwhile."""
        await self._world.sleep(seconds)

    def _offset(self) -> float:
        now = self._world.now()
        return sum(seconds for at, seconds in self._jumps if at <= now)
