"""A lease is kept while somebody works under it, and the work ends with it."""

from __future__ import annotations

import asyncio

import pytest

from adapters.brokers.heartbeat import Lapsed, heartbeat
from adapters.clock import Clock
from tests.adapters.inbound.virtual_time import EPOCH, run

PAUSE_SECONDS = 10.0


class Lease:
    """Counts the beats; the lease is lost at ``lost_at``."""

    def __init__(self, clock: Clock, lost_at: int | None = None) -> None:
        self._clock = clock
        self._lost_at = lost_at
        self.beats: list[float] = []

    async def beat(self) -> bool:
        """Extend it."""
        self.beats.append(self._clock.now() - EPOCH)
        return len(self.beats) != self._lost_at


def test_short_work_is_over_before_the_first_beat_and_leaves_nothing_behind() -> None:
    """No task is made for it, and its timer never rings."""

    async def main(clock: Clock) -> list[float]:
        lease = Lease(clock)
        async with heartbeat(lease.beat, clock, PAUSE_SECONDS):
            assert len(asyncio.all_tasks()) == 1
            await clock.sleep(9.0)
        await clock.sleep(100.0)
        return lease.beats

    assert run(main) == []


def test_long_work_is_accompanied_by_a_beat_after_each_pause() -> None:
    """As long as the lease lasts, so does the work."""

    async def main(clock: Clock) -> list[float]:
        lease = Lease(clock)
        async with heartbeat(lease.beat, clock, PAUSE_SECONDS):
            await clock.sleep(35.0)
        await clock.sleep(100.0)
        return lease.beats

    assert run(main) == [10.0, 20.0, 30.0]


def test_work_ends_when_the_lease_is_lost() -> None:
    """Somebody else may have the message by now."""

    async def main(clock: Clock) -> tuple[float, list[float]]:
        lease = Lease(clock, lost_at=2)
        with pytest.raises(Lapsed):
            async with heartbeat(lease.beat, clock, PAUSE_SECONDS):
                await clock.sleep(1000.0)
        return clock.now() - EPOCH, lease.beats

    assert run(main) == (20.0, [10.0, 20.0])


def test_work_ends_when_nobody_keeps_the_lease_any_more() -> None:
    """A beat that raises is a defect; without it the lease lapses soon."""

    async def main(clock: Clock) -> float:
        async def beat() -> bool:
            raise ZeroDivisionError

        with pytest.raises(Lapsed):
            async with heartbeat(beat, clock, PAUSE_SECONDS):
                await clock.sleep(1000.0)
        return clock.now() - EPOCH

    assert run(main) == 10.0


def test_a_timeout_of_the_work_itself_is_its_own() -> None:
    """It says nothing about the lease."""

    async def main(clock: Clock) -> list[float]:
        lease = Lease(clock)
        with pytest.raises(TimeoutError, match="the vendor is slow"):
            async with heartbeat(lease.beat, clock, PAUSE_SECONDS):
                await clock.sleep(15.0)
                raise TimeoutError("the vendor is slow")
        return lease.beats

    assert run(main) == [10.0]


def test_a_cancelled_worker_is_cancelled_and_not_without_a_lease() -> None:
    """A shutdown gives the message back."""

    async def main(clock: Clock) -> bool:
        lease = Lease(clock)

        async def work() -> None:
            async with heartbeat(lease.beat, clock, PAUSE_SECONDS):
                await clock.sleep(1000.0)

        task = asyncio.create_task(work())
        await clock.sleep(15.0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return task.cancelled()

    assert run(main)
