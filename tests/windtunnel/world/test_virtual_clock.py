"""The clock of a virtual world."""

from __future__ import annotations

import asyncio

from windtunnel.kernel.clock import EPOCH
from windtunnel.world.virtual_clock import VirtualClock
from windtunnel.world.virtual_loop import VirtualLoop, run_virtual


def test_it_shows_what_the_loop_has_come_to() -> None:
    """Since the moment at which it was made."""

    async def main() -> tuple[float, float, float]:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        await asyncio.sleep(5.0)
        clock = VirtualClock(loop)
        begun, steady = clock.now(), clock.steady()
        await clock.sleep(2.5)
        return begun, clock.now(), clock.steady() - steady

    assert run_virtual(main()) == (EPOCH, EPOCH + 2.5, 2.5)


def test_its_timers_are_the_loops() -> None:
    """Set for a time that it shows."""
    rung: list[float] = []

    async def main() -> None:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        clock = VirtualClock(loop, 100.0)
        clock.call_at(107.0, lambda: rung.append(clock.now()))
        await clock.sleep(10.0)

    run_virtual(main())
    assert rung == [107.0]
