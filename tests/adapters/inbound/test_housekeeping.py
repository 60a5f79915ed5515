"""Forgetting what ended well long ago."""

from __future__ import annotations

import asyncio

from adapters.clock import Clock
from adapters.inbound.housekeeping import BATCH, keep_house
from adapters.inbound.job import NewJob
from adapters.inbound.store import Store
from adapters.trail import Trail
from tests.adapters.inbound.fakes import RecordingSink
from tests.adapters.inbound.virtual_time import run

DAY_SECONDS = 86_400.0


def test_old_jobs_are_forgotten_in_batches_and_young_ones_are_kept() -> None:
    """More than one batch is gone after the retention."""

    async def main(clock: Clock) -> None:
        store = Store(":memory:", clock=clock, synchronous="OFF")
        house = asyncio.create_task(keep_house(store, clock, Trail(RecordingSink(), clock), DAY_SECONDS))
        for number in range(BATCH + 5):
            store.enqueue(NewJob(str(number), "triage", str(number)))
        for job in store.receive(BATCH + 5, ("triage",)):
            store.acknowledge(job)
        await clock.sleep(DAY_SECONDS - 60.0)
        assert store.queue().done == BATCH + 5
        await clock.sleep(2 * 3600.0)
        assert store.queue().done == 0
        house.cancel()
        await asyncio.gather(house, return_exceptions=True)

    run(main)


def test_a_failing_store_is_noted_and_tried_again_later() -> None:
    """Housekeeping never ends by itself."""
    sink = RecordingSink()

    async def main(clock: Clock) -> None:
        store = Store(":memory:", clock=clock, synchronous="OFF")
        store.close()
        house = asyncio.create_task(keep_house(store, clock, Trail(sink, clock), DAY_SECONDS))
        await clock.sleep(2.5 * 3600.0)
        assert not house.done()
        house.cancel()
        await asyncio.gather(house, return_exceptions=True)

    run(main)
    assert sink.kinds("store") == ["degraded", "degraded"]
