"""The fast way."""

from __future__ import annotations

import asyncio

from adapters.errors import SystemUnavailable
from tests.adapters.patterns.reconcile.plant import Plant, planted, ticket


async def settle() -> None:
    """Let what was begun come to its end."""
    await asyncio.sleep(0.1)


def test_a_ticket_is_announced_and_marked() -> None:
    """In the background."""

    async def scenario(plant: Plant) -> None:
        plant.world.have(ticket("7", marked=False))
        assert plant.notifier.notify("7")
        await settle()
        assert plant.world.agree()
        assert plant.busy == set()
        assert plant.sink.kinds("notify:7") == ["announced"]

    planted(scenario)


def test_a_failure_is_noted_and_left_to_the_reconciliation() -> None:
    """Which then finds it."""

    async def scenario(plant: Plant) -> None:
        plant.world.have(ticket("7", marked=False))
        plant.world.failures["post"] = SystemUnavailable("away", system="slack")
        plant.notifier.notify("7")
        await settle()
        assert plant.sink.kinds("notify:7") == ["degraded"]
        plant.world.failures.clear()
        await plant.reconciliation.run("run-1")
        assert plant.world.agree()

    planted(scenario)


def test_one_ticket_is_announced_by_one_at_a_time() -> None:
    """A second delivery meanwhile, and one too many, are left to the reconciliation."""

    async def scenario(plant: Plant) -> None:
        plant.world.have(ticket("7", marked=False))
        assert plant.notifier.notify("7")
        assert not plant.notifier.notify("7")
        assert not plant.notifier.notify("8")
        await settle()
        assert plant.notifier.notify("7")

    planted(scenario, notified_at_once_max=1)
