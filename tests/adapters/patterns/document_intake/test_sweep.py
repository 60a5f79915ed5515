"""Gaps in delivery are found and filled."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from adapters.errors import SystemUnavailable
from adapters.patterns.document_intake.intake import read_job
from adapters.patterns.document_intake.sweep import POSITION
from adapters.pipeline.budget import cancel
from adapters.stores.errors import QueueFull
from tests.adapters.inbound.virtual_time import EPOCH
from tests.adapters.patterns.document_intake.plant import Plant, planted
from tests.adapters.set_clock import SetClock


def failure_of(plant: Plant) -> str | None:
    """Return what the last look failed of."""
    return plant.sweeper.failure


def test_what_no_delivery_brought_is_queued_once(tmp_path: Path) -> None:
    """What is known by a delivery is left alone, and a second look finds nothing new."""

    async def scenario(plant: Plant) -> None:
        plant.documents.bring("F1", "F2", created_at=EPOCH - 60.0)
        plant.store.enqueue(read_job("F1", "webhook"), event_id="Ev1")
        assert await plant.sweeper.sweep() == 1
        assert await plant.sweeper.sweep() == 0
        assert plant.store.totals()["gaps"] == 1
        assert sorted(plant.queued()) == ["read:F1", "read:F2"]

    planted(tmp_path, scenario)


def test_a_delivery_that_comes_after_the_back_fill_is_a_duplicate(tmp_path: Path) -> None:
    """However late."""

    async def scenario(plant: Plant) -> None:
        plant.documents.bring("F1", created_at=EPOCH - 60.0)
        await plant.sweeper.sweep()
        assert plant.store.enqueue(read_job("F1", "webhook"), event_id="Ev1") is False
        assert plant.queued() == ["read:F1"]

    planted(tmp_path, scenario)


def test_the_vendor_has_a_while_to_deliver(tmp_path: Path) -> None:
    """A document that is seconds old is no gap yet."""

    async def scenario(plant: Plant) -> None:
        plant.documents.bring("F1", created_at=EPOCH)
        assert await plant.sweeper.sweep() == 0
        await plant.clock.sleep(20.0)
        assert await plant.sweeper.sweep() == 1

    planted(tmp_path, scenario)


def test_a_restart_goes_on_from_the_position(tmp_path: Path) -> None:
    """It reaches back by the overlap, and no further, however long it was away."""

    async def scenario(plant: Plant) -> None:
        await plant.sweeper.sweep()
        await plant.clock.sleep(5 * 86_400.0)
        plant.documents.bring("F1", created_at=EPOCH + 3600.0)
        assert await plant.make_sweeper().sweep() == 1
        (first, second) = plant.documents.spans
        assert first == (EPOCH - 86_400.0, EPOCH - 15.0)
        assert second == (EPOCH - 15.0 - 300.0, EPOCH + 5 * 86_400.0 - 15.0)

    planted(tmp_path, scenario)


def test_the_position_stays_when_the_list_cannot_be_read(tmp_path: Path) -> None:
    """So that the next look sees the same span."""

    async def scenario(plant: Plant) -> None:
        plant.documents.failure = SystemUnavailable("away", system="slack")
        with pytest.raises(SystemUnavailable):
            await plant.sweeper.sweep()
        assert await plant.checkpoints.load(POSITION) is None

    planted(tmp_path, scenario)


def test_the_position_stays_when_the_queue_is_full(tmp_path: Path) -> None:
    """What did not fit is found again once there is room."""

    async def scenario(plant: Plant) -> None:
        plant.documents.bring("F1", "F2", created_at=EPOCH - 60.0)
        with pytest.raises(QueueFull):
            await plant.sweeper.sweep()
        assert await plant.checkpoints.load(POSITION) is None
        (job,) = plant.store.receive(1, ("read",))
        plant.store.acknowledge(job)
        assert await plant.sweeper.sweep() == 1
        assert plant.queued() == ["read:F2"]

    planted(tmp_path, scenario, queue_depth=1)


def test_looks_become_rarer_while_nothing_happens(tmp_path: Path) -> None:
    """And frequent again as soon as something does."""

    async def scenario(plant: Plant) -> None:
        running = asyncio.create_task(plant.sweeper.run())
        await plant.clock.sleep(4000.0)
        idle = len(plant.documents.spans)
        assert idle <= 8
        plant.sweeper.hurry()
        await plant.clock.sleep(61.0)
        assert len(plant.documents.spans) == idle + 1
        await cancel(running)

    planted(tmp_path, scenario)


def test_a_look_that_fails_is_told_and_repeated(tmp_path: Path) -> None:
    """The sweeper lives on, at its shortest pause."""

    async def scenario(plant: Plant) -> None:
        plant.documents.failure = SystemUnavailable("away", system="slack")
        running = asyncio.create_task(plant.sweeper.run())
        await plant.clock.sleep(600.0)
        assert failure_of(plant) == "SystemUnavailable: away"
        assert plant.sink.kinds("sweep")[:2] == ["degraded", "degraded"]
        plant.documents.failure = None
        await plant.clock.sleep(130.0)
        assert failure_of(plant) is None
        await cancel(running)

    planted(tmp_path, scenario)


@pytest.mark.parametrize("ahead_seconds", [3600.0, -3600.0])
def test_nothing_is_passed_by_because_our_clock_is_wrong(ahead_seconds: float, tmp_path: Path) -> None:
    """The position is in the vendor's time: what comes after a look is found by the next one."""

    async def scenario(plant: Plant) -> None:
        shown = SetClock(plant.clock, ahead_seconds)
        right, plant.clock = plant.clock, shown
        sweeper = plant.make_sweeper()
        assert await sweeper.sweep() == 0
        await right.sleep(600.0)
        plant.documents.bring("F1", created_at=right.now() - 60.0)
        assert await sweeper.sweep() == 1
        shown.ahead_seconds = 0.0
        plant.documents.bring("F2", created_at=right.now() - 30.0)
        await right.sleep(60.0)
        assert await sweeper.sweep() == 1

    planted(tmp_path, scenario)
