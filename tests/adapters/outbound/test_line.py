"""A line of requests that wait for their turn."""

from __future__ import annotations

import asyncio

import pytest

from adapters.outbound.line import Line
from adapters.outbound.pace import Pace, Rate
from tests.adapters.fake_clock import FakeClock, virtual


@virtual
async def test_first_come_first_served(clock: FakeClock) -> None:
    """Everybody gets a turn in the order of arrival; one who leaves the line is skipped."""
    line = Line(Pace(Rate(1, 1.0)), clock)
    served: list[tuple[int, float]] = []

    async def come(number: int) -> None:
        async with line.turn():
            await line.until_ready()
            line.pace.take(clock.steady())
            served.append((number, round(clock.elapsed(), 3)))

    tasks = [asyncio.create_task(come(number)) for number in range(5)]
    await clock.sleep(0.5)
    assert line.waiting == 4
    tasks[2].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert served == [(0, 0.0), (1, 1.0), (3, 2.0), (4, 3.0)]
    assert line.waiting == 0


@virtual
async def test_a_pause_during_the_wait_is_waited_out(clock: FakeClock) -> None:
    """Somebody who is already waiting for the rate does not go when a pause has begun meanwhile."""
    line = Line(Pace(Rate(1, 2.0)), clock)
    line.pace.take(clock.steady())
    waiting = asyncio.create_task(line.until_ready())
    await clock.sleep(1.0)
    line.pace.pause(clock.steady() + 30.0)
    await waiting
    assert clock.elapsed() == pytest.approx(31.0, abs=1e-3)


@virtual
async def test_the_wait_is_foreseen(clock: FakeClock) -> None:
    """The time until it is free, and one interval for everybody in front."""
    line = Line(Pace(Rate(1, 2.0)), clock)
    assert (line.is_free(clock.steady()), line.wait_seconds(clock.steady())) == (True, 0.0)
    line.pace.take(clock.steady())
    async with line.turn():
        assert not line.is_free(clock.steady() + 10.0)
        assert line.wait_seconds(clock.steady()) == pytest.approx(4.0)
