"""Clocks."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from windtunnel.kernel.clock import EPOCH, LoopClock, SteppedClock
from windtunnel.world.virtual_loop import run_virtual


def test_a_loop_clock_follows_its_loop_from_the_epoch() -> None:
    """Sleeping moves it by exactly as much."""

    async def main() -> tuple[float, float]:
        clock = LoopClock(asyncio.get_running_loop())
        before = clock.now()
        await clock.sleep(3600)
        return before, clock.now()

    assert run_virtual(main()) == (EPOCH, EPOCH + 3600)


def test_a_loop_clock_calls_at_the_time() -> None:
    """At the world's time, not the loop's."""

    async def main() -> float:
        clock = LoopClock(asyncio.get_running_loop())
        called: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        clock.call_at(EPOCH + 5, lambda: called.set_result(clock.now()))
        return await called

    assert run_virtual(main()) == EPOCH + 5


@given(st.lists(st.floats(0, 1000), max_size=20), st.floats(0, 1000))
def test_a_stepped_clock_runs_what_is_due_in_order_and_nothing_else(times: list[float], step: float) -> None:
    """Each callback at its own time."""
    clock = SteppedClock(0.0)
    seen: list[float] = []
    for when in times:
        clock.call_at(when, lambda: seen.append(clock.now()))
    clock.advance(step)
    assert seen == sorted(when for when in times if when <= step)
    assert clock.now() == step


def test_a_cancelled_timer_does_not_run() -> None:
    """Cancelling twice is harmless."""
    clock = SteppedClock(0.0)
    seen: list[int] = []
    timer = clock.call_at(1, lambda: seen.append(1))
    timer.cancel()
    timer.cancel()
    clock.advance(2)
    assert seen == []
    assert clock.next_at() is None


def test_a_callback_may_plan_another_one_within_the_same_step() -> None:
    """A chain of retries unfolds in one step."""
    clock = SteppedClock(0.0)
    seen: list[float] = []

    def again() -> None:
        seen.append(clock.now())
        if len(seen) < 3:
            clock.call_at(clock.now() + 10, again)

    clock.call_at(10, again)
    clock.advance(100)
    assert seen == [10, 20, 30]


def test_a_clock_cannot_go_back() -> None:
    """A negative step is a mistake of the caller."""
    with pytest.raises(ValueError, match="cannot go back"):
        SteppedClock(0.0).advance(-1)


def test_a_sleeper_on_a_stepped_clock_wakes_when_it_is_moved() -> None:
    """And not before."""

    async def main() -> list[float]:
        clock = SteppedClock(0.0)
        woken: list[float] = []

        async def sleeper() -> None:
            await clock.sleep(10)
            woken.append(clock.now())

        task = asyncio.create_task(sleeper())
        await asyncio.sleep(0)
        clock.advance(9)
        await asyncio.sleep(0)
        assert woken == []
        clock.advance(1)
        await task
        return woken

    assert run_virtual(main()) == [10]


def test_the_steady_reading_moves_as_much_as_the_time() -> None:
    """Of the clock that follows a loop, and of the one that is stepped."""

    async def main() -> float:
        clock = LoopClock(asyncio.get_running_loop())
        before = clock.steady()
        await clock.sleep(3600)
        return clock.steady() - before

    assert run_virtual(main()) == 3600
    stepped = SteppedClock()
    before = stepped.steady()
    stepped.advance(7)
    assert stepped.steady() - before == 7
