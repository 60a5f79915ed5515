"""A clock that somebody outside can stop, move and release, for simulators served over sockets."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import StrEnum

from .clock import EPOCH, Timer, TimerQueue, wake
from .errors import UsageError

IDLE_SECONDS = 0.02
"""How long nothing must be in flight before an auto-advancing clock jumps."""


class ClockMode(StrEnum):
    """How a controlled clock moves."""

    LIVE = "live"
    FROZEN = "frozen"
    STEPPED = "stepped"
    AUTO = "auto"


MOVES_BY_ITSELF = {
    ClockMode.LIVE: True,
    ClockMode.FROZEN: False,
    ClockMode.STEPPED: False,
    ClockMode.AUTO: False,
}
MAY_BE_ADVANCED = {
    ClockMode.LIVE: True,
    ClockMode.FROZEN: False,
    ClockMode.STEPPED: True,
    ClockMode.AUTO: True,
}


class ControlledClock:
    """A clock whose mode can be changed while it runs.

    live: follows real time (with an offset after ``advance``). frozen: stands still. stepped: moves by ``advance``
    only. auto: jumps to the next timer whenever nothing has been in flight for a moment.

    Args:
        loop: the loop that real waiting happens on.
        epoch: what the clock shows at first.
        mode: how it starts.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop, epoch: float = EPOCH, mode: ClockMode = ClockMode.LIVE) -> None:
        self._loop = loop
        self._mode = mode
        self._anchor_world = epoch
        self._anchor_loop = loop.time()
        self._timers = TimerQueue()
        self._alarm: asyncio.TimerHandle | None = None
        self._in_flight = 0

    @property
    def mode(self) -> ClockMode:
        """How the clock moves now."""
        return self._mode

    def now(self) -> float:
        """Return the current time."""
        if not MOVES_BY_ITSELF[self._mode]:
            return self._anchor_world
        return self._anchor_world + self._loop.time() - self._anchor_loop

    def set_mode(self, mode: ClockMode) -> None:
        """Switch the mode; the time shown does not jump."""
        self._anchor(self.now())
        self._mode = mode
        self._arm()

    def advance(self, seconds: float) -> None:
        """Move forward by ``seconds``, running each timer at its own time.

        Raises:
            UsageError: the clock is frozen, or ``seconds`` is negative.
        """
        if seconds < 0:
            raise UsageError(f"a clock cannot go back ({seconds} s)")
        if not MAY_BE_ADVANCED[self._mode]:
            raise UsageError(f"the clock is {self._mode.value}; switch it to stepped or live before advancing it")
        self._run_until(self.now() + seconds)

    def call_at(self, when: float, callback: Callable[[], None]) -> Timer:
        """Plan ``callback`` for ``when``."""
        timer = self._timers.add(when, callback)
        self._arm()
        return timer

    async def sleep(self, seconds: float) -> None:
        """Wait until this clock has moved by ``seconds``."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        woken: asyncio.Future[None] = self._loop.create_future()
        timer = self.call_at(self.now() + seconds, lambda: wake(woken))
        try:
            await woken
        finally:
            timer.cancel()

    def enter(self) -> None:
        """Tell the clock that a request is being served."""
        self._in_flight += 1

    def leave(self) -> None:
        """Tell the clock that a request has been served."""
        self._in_flight -= 1
        if self._mode is ClockMode.AUTO:
            self._arm()

    def restart_at(self, when: float) -> None:
        """Show ``when`` from now on and forget every timer, as a restored snapshot needs."""
        self._timers = TimerQueue()
        self._anchor(when)
        self._arm()

    def _anchor(self, world_time: float) -> None:
        self._anchor_world = world_time
        self._anchor_loop = self._loop.time()

    def _run_until(self, target: float) -> None:
        while (due_at := self._timers.next_at()) is not None and due_at <= target:
            self._anchor(max(due_at, self._anchor_world))
            self._fire_due()
        self._anchor(max(target, self._anchor_world))
        self._arm()

    def _fire_due(self) -> None:
        while (callback := self._timers.pop_due(self.now())) is not None:
            callback()

    def _arm(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        due_at = self._timers.next_at()
        if due_at is None:
            return
        if self._mode is ClockMode.LIVE:
            self._alarm = self._loop.call_later(max(0.0, due_at - self.now()), self._ring)
        elif self._mode is ClockMode.AUTO and self._in_flight == 0:
            self._alarm = self._loop.call_later(IDLE_SECONDS, self._jump)

    def _ring(self) -> None:
        self._fire_due()
        self._arm()

    def _jump(self) -> None:
        due_at = self._timers.next_at()
        if due_at is not None and self._in_flight == 0:
            self._run_until(max(due_at, self.now()))
