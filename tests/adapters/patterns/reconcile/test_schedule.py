"""When runs are made."""

from __future__ import annotations

import asyncio

import pytest

from adapters.errors import Conflict, SystemUnavailable
from adapters.patterns.reconcile.schedule import SCOPE
from adapters.pipeline.budget import cancel
from adapters.stores.idempotency import SqlIdempotencyStore
from tests.adapters.inbound.virtual_time import EPOCH
from tests.adapters.patterns.reconcile.plant import Plant, planted, ticket


def test_runs_become_rarer_while_nothing_happens() -> None:
    """And frequent again when something does."""

    async def scenario(plant: Plant) -> None:
        running = asyncio.create_task(plant.schedule.run())
        await plant.clock.sleep(12_000.0)
        idle = len(plant.schedule.reports)
        assert idle <= 9
        plant.schedule.hurry()
        await plant.clock.sleep(10.0)
        assert len(plant.schedule.reports) == idle + 1
        await cancel(running)

    planted(scenario)


def test_an_outage_is_followed_up_soon() -> None:
    """As long as runs fail or find something, the pause stays short."""

    async def scenario(plant: Plant) -> None:
        plant.world.failures["export"] = SystemUnavailable("away", system="zendesk")
        running = asyncio.create_task(plant.schedule.run())
        await plant.clock.sleep(3600.0)
        assert len(plant.schedule.reports) >= 6
        plant.world.failures.clear()
        plant.world.have(ticket("1", marked=False))
        await plant.clock.sleep(601.0)
        assert plant.world.agree()
        await cancel(running)

    planted(scenario)


def test_a_run_that_is_asked_for_is_made_soon() -> None:
    """From the time that was asked for; the same key asks for the same run."""

    async def scenario(plant: Plant) -> None:
        running = asyncio.create_task(plant.schedule.run())
        await plant.clock.sleep(1.0)
        name = await plant.schedule.ask(EPOCH - 5.0, "key-1")
        assert await plant.schedule.ask(EPOCH - 5.0, "key-1") == name
        assert await plant.schedule.ask(None, None) != name
        await plant.clock.sleep(20.0)
        assert [report.run for report in plant.schedule.reports].count(name) == 1
        assert plant.world.asked.count(EPOCH - 5.0) == 1
        await cancel(running)

    planted(scenario)


def test_a_key_that_is_being_answered_is_a_conflict() -> None:
    """Two requests at once must not make two runs."""

    async def scenario(plant: Plant) -> None:
        await SqlIdempotencyStore(plant.database, plant.clock).claim(SCOPE, "key-1", lease_seconds=60.0)
        with pytest.raises(Conflict):
            await plant.schedule.ask(None, "key-1")

    planted(scenario)
