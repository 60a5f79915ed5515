"""Clocks that somebody outside controls."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from windtunnel.kernel.controlled_clock import IDLE_SECONDS, ClockMode, ControlledClock
from windtunnel.kernel.errors import UsageError
from windtunnel.world.virtual_loop import run_virtual


def on_a_clock(mode: ClockMode, body: Callable[[ControlledClock], Awaitable[None]]) -> None:
    """Run ``body`` with a clock in ``mode``; the loop is virtual, so that real waiting takes no time."""

    async def main() -> None:
        await body(ControlledClock(asyncio.get_running_loop(), 1000.0, mode))

    run_virtual(main())


def test_live_follows_real_time() -> None:
    """The loop's time, from the epoch."""

    async def body(clock: ControlledClock) -> None:
        seen: list[float] = []
        clock.call_at(1005.0, lambda: seen.append(clock.now()))
        await asyncio.sleep(7)
        assert clock.now() == 1007.0
        assert seen == [1005.0]

    on_a_clock(ClockMode.LIVE, body)


@pytest.mark.parametrize("mode", [ClockMode.FROZEN, ClockMode.STEPPED])
def test_frozen_and_stepped_stand_still(mode: ClockMode) -> None:
    """However long one waits."""

    async def body(clock: ControlledClock) -> None:
        await asyncio.sleep(7)
        assert clock.now() == 1000.0

    on_a_clock(mode, body)


def test_stepped_moves_by_advancing_and_frozen_refuses() -> None:
    """The message says what to do."""

    async def body(clock: ControlledClock) -> None:
        seen: list[float] = []
        clock.call_at(1003.0, lambda: seen.append(clock.now()))
        clock.advance(5)
        assert (seen, clock.now()) == ([1003.0], 1005.0)
        clock.set_mode(ClockMode.FROZEN)
        with pytest.raises(UsageError, match="the clock is frozen; switch it to stepped"):
            clock.advance(1)

    on_a_clock(ClockMode.STEPPED, body)


def test_auto_jumps_to_the_next_timer_when_nothing_is_in_flight() -> None:
    """While a request is served it waits."""

    async def body(clock: ControlledClock) -> None:
        clock.enter()
        clock.call_at(5000.0, lambda: None)
        await asyncio.sleep(IDLE_SECONDS * 2)
        assert clock.now() == 1000.0
        clock.leave()
        await asyncio.sleep(IDLE_SECONDS * 2)
        assert clock.now() == 5000.0

    on_a_clock(ClockMode.AUTO, body)


def test_switching_modes_does_not_move_the_time() -> None:
    """A live clock stops where it is and goes on from there."""

    async def body(clock: ControlledClock) -> None:
        await asyncio.sleep(3)
        clock.set_mode(ClockMode.STEPPED)
        await asyncio.sleep(3)
        assert clock.now() == 1003.0
        clock.set_mode(ClockMode.LIVE)
        await asyncio.sleep(3)
        assert clock.now() == 1006.0

    on_a_clock(ClockMode.LIVE, body)


def test_a_sleeper_wakes_when_the_clock_is_advanced() -> None:
    """On this clock's time."""

    async def body(clock: ControlledClock) -> None:
        task = asyncio.create_task(clock.sleep(60))
        await asyncio.sleep(0)
        clock.advance(60)
        await task

    on_a_clock(ClockMode.STEPPED, body)


def test_restarting_forgets_every_timer() -> None:
    """A restored snapshot brings its own."""

    async def body(clock: ControlledClock) -> None:
        seen: list[int] = []
        clock.call_at(1001.0, lambda: seen.append(1))
        clock.restart_at(500.0)
        clock.advance(1000)
        assert (seen, clock.now()) == ([], 1500.0)

    on_a_clock(ClockMode.STEPPED, body)
