"""Counts what a subject holds: after it started, when it has nothing left to do, and after it stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from windtunnel.kernel.journal import Kind
from windtunnel.world.asgi import Application
from windtunnel.world.virtual_loop import VirtualLoop

from .history import HARNESS
from .life import Life
from .sights import RESOURCES

if TYPE_CHECKING:
    from .stage import Stage

GRACE_SECONDS = 1.0
"""How long tasks may take to end after the subject has stopped."""


class CountedLife(Life):
    """A life whose tasks are counted, where the scenario's invariants include ``resources-returned``.

    Args:
        make: makes the application, each time that it is started.
        stage: the run; its journal gets the counts.
    """

    def __init__(self, make: Callable[[], Application], stage: Stage) -> None:
        super().__init__(make)
        self._stage = stage
        self._counts = "resources-returned" in stage.scenario.invariants
        self._begun_with = 0

    @property
    def held(self) -> int:
        """How many tasks more than after its start it holds; 0 while it is away, and where nothing is counted."""
        return len(self._tasks()) - self._begun_with if self._counts and self._application is not None else 0

    async def start(self) -> None:
        """Start it, and count."""
        await super().start()
        if self._counts:
            self._count("started")
            self._begun_with = len(self._tasks())

    async def stop(self) -> None:
        """Count what it holds, stop it, and count what it leaves."""
        counts = self._counts and self._application is not None
        if counts:
            self._count("quiet")
        await super().stop()
        if counts:
            await self._stage.clock.sleep(GRACE_SECONDS)
            self._count("stopped")

    def _tasks(self) -> list[asyncio.Task[Any]]:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        return loop.owned_by(self._generation)

    def _count(self, moment: str) -> None:
        tasks = sorted(map(_name, self._tasks()))
        self._stage.journal.append(Kind.TRANSITION, HARNESS, RESOURCES, moment=moment, tasks=tasks)


def _name(task: asyncio.Task[Any]) -> str:
    """Return what a task runs; its own name has a number that differs from process to process."""
    coroutine: Any = task.get_coro()
    return str(getattr(coroutine, "__qualname__", type(coroutine).__name__))
