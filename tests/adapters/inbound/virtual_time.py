"""An event loop whose clock jumps to the next timer, and the integration's clock on it."""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeVar

from adapters.clock import Clock

EPOCH = 1_760_000_000.0

T = TypeVar("T")


class _JumpingSelector(selectors.DefaultSelector):
    """Never blocks: time that would be waited for passes at once."""

    def __init__(self) -> None:
        super().__init__()
        self.passed_seconds = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Let ``timeout`` pass; an endless wait means that the test can never end."""
        if timeout is None:
            raise AssertionError("everything waits, and nothing will ever happen")
        self.passed_seconds += timeout
        return super().select(0)


class _VirtualLoop(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._jumping = _JumpingSelector()
        super().__init__(self._jumping)

    def time(self) -> float:
        """Return virtual seconds."""
        return self._jumping.passed_seconds


class VirtualClock:
    """The integration's clock on the running loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def now(self) -> float:
        """Return seconds since the epoch, from the loop's time."""
        return EPOCH + self._loop.time()

    def steady(self) -> float:
        """Return seconds that are never set."""
        return self._loop.time()

    async def sleep(self, seconds: float) -> None:
        """Sleep on the loop."""
        await asyncio.sleep(seconds)


def run(main: Callable[[Clock], Coroutine[Any, Any, T]]) -> T:
    """Run ``main`` on a fresh virtual loop; every task that it leaves behind is an error."""
    with asyncio.Runner(loop_factory=_VirtualLoop) as runner:
        return runner.run(_checked(main))


async def _checked(main: Callable[[Clock], Coroutine[Any, Any, T]]) -> T:
    result = await main(VirtualClock(asyncio.get_running_loop()))
    left = sorted(task.get_name() for task in asyncio.all_tasks() - {asyncio.current_task()})
    assert not left, f"tasks left behind: {left}"
    return result


class SteppedClock:
    """A clock that moves only when it is told to."""

    def __init__(self, now: float = EPOCH) -> None:
        self._now = now

    def now(self) -> float:
        """Return seconds since the epoch."""
        return self._now

    def steady(self) -> float:
        """Return seconds that are never set."""
        return self._now

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._now += seconds

    async def sleep(self, seconds: float) -> None:
        """Pass the time at once."""
        self.advance(seconds)


def settled(mapping: Mapping[str, float]) -> dict[str, float]:
    """Return totals rounded for comparison."""
    return {name: round(amount, 6) for name, amount in mapping.items()}
