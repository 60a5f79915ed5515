"""The clock of real connections."""

from __future__ import annotations

import asyncio
from functools import partial

import pytest

from windtunnel.proxy.wire_clock import WireClock

from .looping import LOOPS, run


@pytest.mark.parametrize("loop", LOOPS)
def test_timers_never_fire_early(loop: str) -> None:
    """Whatever fraction of a millisecond they are due at; those that are due fire on the next turn."""

    async def lateness() -> list[float]:
        clock = WireClock(asyncio.get_running_loop())
        late: list[float] = []
        done = asyncio.Event()
        for number in range(200):
            due = clock.now() + number * 0.00037

            def fire(due: float = due) -> None:
                late.append(clock.now() - due)
                if len(late) == 200:
                    done.set()

            clock.call_at(due, fire)
        await done.wait()
        return late

    late = run(lateness(), loop)
    assert min(late) >= 0


def test_a_cancelled_timer_does_not_fire() -> None:
    """Not even one that is due."""

    async def fired() -> list[str]:
        clock = WireClock(asyncio.get_running_loop())
        names: list[str] = []
        for name, when in (("due", -1.0), ("later", 0.002)):
            clock.call_at(clock.now() + when, partial(names.append, name)).cancel()
        await clock.sleep(0.02)
        await clock.sleep(-1)
        return names

    assert run(fired()) == []
