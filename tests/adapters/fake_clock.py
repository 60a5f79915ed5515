"""Time that passes only when everybody waits: an event loop that jumps to its next timer."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

EPOCH = 1_760_000_000.0  # large, so that the rounding of real timestamps is part of every test

T = TypeVar("T")


class _JumpingSelector(selectors.DefaultSelector):
    """Waits for nothing: the time that would have been waited has passed."""

    def __init__(self) -> None:
        super().__init__()
        self.passed_seconds = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Let ``timeout`` pass."""
        if timeout is None:
            raise AssertionError("everybody waits, and nothing is going to happen")
        self.passed_seconds += timeout
        return super().select(0)


class _FakeLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Return the seconds that have passed."""
        return self._jumping.passed_seconds


class FakeClock:
    """The clock of a test that runs in ``run``."""

    def now(self) -> float:
        """Return seconds since the epoch."""
        return EPOCH + self.elapsed()

    def steady(self) -> float:
        """Return seconds that are never set."""
        return self.elapsed()

    def elapsed(self) -> float:
        """Return the seconds that have passed since the start."""
        return asyncio.get_running_loop().time()

    async def sleep(self, seconds: float) -> None:
        """Let ``seconds`` pass."""
        await asyncio.sleep(seconds)


def run(scenario: Callable[[FakeClock], Coroutine[Any, Any, T]]) -> T:
    """Run ``scenario`` on a fresh loop; a task that it leaves behind is an error."""
    with asyncio.Runner(loop_factory=_FakeLoop) as runner:
        return runner.run(_checked(scenario))


def virtual(scenario: Callable[[FakeClock], Coroutine[Any, Any, None]]) -> Callable[[], None]:
    """Make a test of a coroutine function that takes a clock."""

    def test() -> None:
        run(scenario)

    test.__name__, test.__doc__, test.__module__ = scenario.__name__, scenario.__doc__, scenario.__module__
    return test


async def _checked(scenario: Callable[[FakeClock], Coroutine[Any, Any, T]]) -> T:
    result = await scenario(FakeClock())
    left = sorted(task.get_name() for task in asyncio.all_tasks() - {asyncio.current_task()})
    assert not left, f"tasks left behind: {left}"
    return result
