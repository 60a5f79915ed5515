"""Waiting for an event or a time."""

from __future__ import annotations

import asyncio

from adapters.clock import Clock
from adapters.wake import Wake
from tests.adapters.inbound.virtual_time import EPOCH, run


def test_a_wait_ends_at_its_time() -> None:
    """Nobody sets it, and the clock ends the wait."""

    async def main(clock: Clock) -> float:
        await Wake().wait(7.0)
        return clock.now()

    assert run(main) == EPOCH + 7.0


def test_a_wait_ends_when_it_is_set_and_leaves_no_timer_behind() -> None:
    """The event comes before the time."""

    async def main(clock: Clock) -> float:
        wake = Wake()
        asyncio.get_running_loop().call_later(2.0, wake.set)
        await wake.wait(7.0)
        return clock.now()

    assert run(main) == EPOCH + 2.0


def test_a_set_before_the_wait_is_not_missed_and_used_once() -> None:
    """What happened while nobody waited ends the next wait, and only that."""

    async def main(clock: Clock) -> list[float]:
        wake = Wake()
        wake.set()
        await wake.wait(None)
        first = clock.now()
        await wake.wait(3.0)
        return [first, clock.now()]

    assert run(main) == [EPOCH, EPOCH + 3.0]


def test_a_wait_without_a_time_ends_when_it_is_time_to_look() -> None:
    """Another process cannot set the event; what it left in a shared store is found all the same."""

    async def main(clock: Clock) -> list[float]:
        wake = Wake(look_seconds=15.0)
        await wake.wait(None)
        first = clock.now()
        await wake.wait(4.0)
        return [first, clock.now()]

    assert run(main) == [EPOCH + 15.0, EPOCH + 19.0]
