"""The life of a batch: it waits for its window, takes its run as far as that goes, and waits for the next one."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from random import Random
from typing import Generic

from ...audit import AuditKind
from ...clock import Clock
from ...errors import IntegrationError
from ...stores.errors import LeaseLost
from ...stores.ports import Claim
from .memory import Memory
from .position import Position
from .run import Run
from .schedule import Window
from .settings import BatchSettings
from .trail import BatchKind, BatchTrail
from .work import ItemT, Work

REMINDER_SECONDS = 3600.0


class Batch(Generic[ItemT]):
    """One batch, in this process; others may wait for its lease.

    Args:
        name: the batch's.
        work: what is done.
        memory: what is remembered.
        settings: how, and when.
        clock, random, trail: time, jitter and the audit trail.
    """

    def __init__(
        self,
        name: str,
        work: Work[ItemT],
        memory: Memory,
        settings: BatchSettings,
        *,
        clock: Clock,
        random: Random,
        trail: BatchTrail,
    ) -> None:
        self.name = name
        self.settings = settings
        self.position: Position | None = None
        self.run: Run[ItemT] | None = None
        self._work = work
        self._memory = memory
        self._clock = clock
        self._random = random
        self._trail = trail
        self._wanted = asyncio.Event()
        self._life: asyncio.Task[None] | None = None
        self._lease: Claim | None = None

    @property
    def alive(self) -> bool:
        """Whether it works, or waits for its window."""
        return self._life is not None and not self._life.done()

    @property
    def window(self) -> Window:
        """The window that is open, else the next one."""
        return self.settings.schedule.window(self._clock.now())

    def start(self) -> None:
        """Begin, on the running event loop."""
        self._life = asyncio.create_task(self._live(), name=f"batch {self.name}")

    def want(self) -> None:
        """Run now, whatever the time is; items that were settled and have not changed are skipped."""
        self._wanted.set()

    async def stop(self, *, clean: bool) -> None:
        """End the work where it is; ``clean`` gives the lease up, so that the next process need not wait for it."""
        if self._life is not None:
            await _end(self._life)
        if clean and self._lease is not None:
            with suppress(IntegrationError):  # it lapses by itself
                await self._memory.release(self._lease)

    async def _live(self) -> None:
        while True:
            try:
                await self._turn()
            except IntegrationError as error:
                reason = type(error).__name__
                self._trail.note(AuditKind.DEGRADED, self.name, system=error.system, reason=reason)
                await self._clock.sleep(self.settings.pause_seconds_max)

    async def _turn(self) -> None:
        """Wait for something to do, and do it."""
        self.position = await self._memory.load()
        window = self._window()
        position = self._next(window)
        if position is None:
            await self._idle(window)
            return
        self._lease = await self._memory.lease()
        await self._leased(self._lease, window)

    def _window(self) -> Window:
        """Return the window to work in: one that begins now where somebody wants a run."""
        window = self.window
        if not self._wanted.is_set() or window.is_open(self._clock.now()):
            return window
        length_seconds = window.closes_at - window.opens_at
        now, day = self._clock.now(), self.settings.schedule.before(window).day
        return Window(day, now, now + length_seconds, now + window.due_at - window.opens_at)

    def _next(self, window: Window) -> Position | None:
        """Return where to begin: what an earlier window left, this window's run, or one that somebody wants."""
        if not window.is_open(self._clock.now()):
            return None
        last = self.position
        if last is None:
            since = self.settings.schedule.before(window).opens_at
            return Position(day=window.day, since=since, until=window.opens_at, due_at=window.due_at)
        if not last.finished:
            return last
        if last.day < window.day:
            return Position(day=window.day, since=last.until, until=window.opens_at, due_at=window.due_at)
        if self._wanted.is_set():
            return Position(
                day=last.day, repeat=last.repeat + 1, since=last.since, until=last.until, due_at=window.due_at
            )
        return None

    async def _leased(self, lease: Claim, window: Window) -> None:
        """Work for as long as the lease is ours."""
        beat = asyncio.create_task(self._memory.keep(lease), name=f"lease of {self.name}")
        work = asyncio.create_task(self._run(window), name=f"run of {self.name}")
        try:
            await asyncio.wait((beat, work), return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _end(beat, work)
            self.run = None
        error = beat.exception() if work.cancelled() else work.exception()
        with suppress(LeaseLost):
            await self._memory.release(lease)
        self._lease = None
        if error is not None:
            raise error

    async def _run(self, window: Window) -> None:
        self.position = await self._memory.load()  # whoever held the lease before may have gone on
        position = self._next(window)
        self._wanted.clear()
        if position is None:
            return
        self.run = Run(
            self._work,
            self._memory,
            self.settings,
            window,
            position,
            clock=self._clock,
            random=self._random,
            trail=self._trail,
        )
        ended = await self.run.go()
        self.position = self.run.position
        if not ended:
            await self._clock.sleep(max(window.closes_at - self._clock.now(), 0.0))

    async def _idle(self, window: Window) -> None:
        """Wait for the next window; while a run is unfinished, say so every hour."""
        now = self._clock.now()
        seconds = (window.closes_at if window.is_open(now) else window.opens_at) - now
        if self.position is not None and not self.position.finished:
            self._trail.note(BatchKind.WAITING, self.position.run, opens_in_seconds=round(seconds, 3))
            seconds = min(seconds, REMINDER_SECONDS)
        await self._wait(seconds)

    async def _wait(self, seconds: float) -> None:
        """Wait, or until somebody wants a run."""
        tasks = (asyncio.create_task(self._clock.sleep(seconds)), asyncio.create_task(self._wait_wanted()))
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            await _end(*tasks)

    async def _wait_wanted(self) -> None:
        await self._wanted.wait()


async def _end(*tasks: asyncio.Task[None]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
