"""The production clock."""

from __future__ import annotations

import asyncio

from adapters.clock import SystemClock
from windtunnel.world.virtual_loop import run_virtual


def test_it_sleeps_on_the_running_loop() -> None:
    """A virtual loop makes an hour pass in no time."""

    async def main() -> float:
        await SystemClock().sleep(3600)
        return asyncio.get_running_loop().time()

    assert run_virtual(main()) == 3600.0


def test_it_shows_seconds_since_the_epoch() -> None:
    """Some time after 2026 began, and never going back."""
    clock = SystemClock()
    first = clock.now()
    assert 1_767_225_600 < first <= clock.now()


def test_its_steady_seconds_are_those_of_the_running_loop() -> None:
    """So a duration is as long as a sleep of that length."""

    async def main() -> float:
        clock = SystemClock()
        before = clock.steady()
        await clock.sleep(3600)
        return clock.steady() - before

    assert run_virtual(main()) == 3600.0
