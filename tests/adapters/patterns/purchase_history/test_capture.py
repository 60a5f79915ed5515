"""Following the changes."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import cast

import pytest

from adapters.canonical import Message
from adapters.clock import Clock
from adapters.errors import SystemUnavailable
from adapters.inbound.store import Store
from adapters.patterns.purchase_history.capture import Capture, tell_job
from adapters.pipeline.budget import cancel
from adapters.ports.warehouse import Purchase, Warehouse
from adapters.stores.checkpoints import SqlCheckpointStore
from adapters.stores.errors import StoreUnavailable
from adapters.stores.sqlite import SqliteDatabase
from adapters.trail import Trail
from adapters.wake import Wake
from tests.adapters.inbound.fakes import RecordingSink
from tests.adapters.inbound.virtual_time import run

from .conftest import purchase


class Changes:
    """A warehouse that tells changes, or fails."""

    def __init__(self, *purchases: Purchase) -> None:
        self.purchases = list(purchases)
        self.failures = 0

    async def changes(self, after: int, limit: int) -> Sequence[Purchase]:
        """Return changes."""
        if self.failures:
            self.failures -= 1
            raise SystemUnavailable("away", system="warehouse")
        return [each for each in self.purchases if each.change_number > after][:limit]


class Plant:
    """A capture with its stores."""

    def __init__(self, folder: Path, clock: Clock, changes: Changes) -> None:
        self.clock = clock
        self.changes = changes
        self.sink = RecordingSink()
        self.store = Store(str(folder / "queue.sqlite"), clock=clock, synchronous="OFF")
        self.database = SqliteDatabase.open(str(folder / "checkpoints.sqlite"), synchronous="OFF")
        self.capture = self.make()

    def make(self) -> Capture:
        """Return another capture over the same stores."""
        return Capture(
            cast(Warehouse, self.changes),
            self.store,
            SqlCheckpointStore(self.database, self.clock),
            clock=self.clock,
            jobs_wake=Wake(),
            trail=Trail(self.sink, self.clock),
            channel="customers-{currency}",
            every_seconds=2.0,
            batch=2,
            in_flight_max=3,
        )

    def queued(self) -> list[str]:
        """Finish all jobs and return their keys."""
        jobs = self.store.receive(100, ("tell",))
        for job in jobs:
            self.store.acknowledge(job)
        return [job.key for job in jobs]


def planted(folder: Path, scenario: Callable[[Plant], Awaitable[None]], count: int = 5) -> None:
    """Run ``scenario`` over ``count`` changes of as many customers."""

    async def main(clock: Clock) -> None:
        plant = Plant(folder, clock, Changes(*(purchase(n, f"c-{n}") for n in range(1, count + 1))))
        await scenario(plant)
        plant.store.close()
        await plant.database.close()

    run(main)


def test_changes_are_queued_in_order_as_there_is_room(tmp_path: Path) -> None:
    """And the checkpoint is where they end."""

    async def scenario(plant: Plant) -> None:
        assert await plant.capture.turn()
        assert await plant.capture.turn()
        assert (plant.capture.position, await plant.capture.turn()) == (3, False)
        assert plant.queued() == ["tell:p-1:1", "tell:p-2:2", "tell:p-3:3"]
        while await plant.capture.turn():
            pass
        assert plant.queued() == ["tell:p-4:4", "tell:p-5:5"]

    planted(tmp_path, scenario)


def test_what_is_read_twice_is_queued_once(tmp_path: Path) -> None:
    """A process that died before it moved the checkpoint reads the same changes again."""

    async def scenario(plant: Plant) -> None:
        plant.store.enqueue(tell_job(purchase(1, "c-1"), "customers-{currency}"))
        plant.queued()
        await plant.capture.turn()
        assert plant.queued() == ["tell:p-2:2"]
        again = plant.make()
        await again.load()
        assert again.position == 2

    planted(tmp_path, scenario, count=2)


def test_of_two_processes_one_gives_way(tmp_path: Path) -> None:
    """It learns where the other one is, and queues nothing twice."""

    async def scenario(plant: Plant) -> None:
        other = plant.make()
        await plant.capture.turn()
        with pytest.raises(StoreUnavailable, match="another process"):
            await other.turn()
        assert other.position == 2
        assert plant.queued() == ["tell:p-1:1", "tell:p-2:2"]

    planted(tmp_path, scenario)


def test_a_warehouse_that_is_away_is_asked_again(tmp_path: Path) -> None:
    """After a pause, and the trail knows."""

    async def scenario(plant: Plant) -> None:
        plant.changes.failures = 2
        running = asyncio.create_task(plant.capture.run())
        await plant.clock.sleep(5.0)
        await cancel(running)
        assert plant.queued() == ["tell:p-1:1"]
        assert plant.sink.kinds("purchases") == ["degraded", "degraded"]

    planted(tmp_path, scenario, count=1)


def test_a_message_tells_ids_and_amounts() -> None:
    """In the channel of its currency; neither product nor name."""
    job = tell_job(purchase(4), "customers-{currency}")
    message = Message.model_validate_json(job.payload["message"])
    assert (message.channel, message.key, job.lane) == ("customers-eur", "tell:p-4:4", "c-1")
    assert dict(message.fields) == {
        "purchase_id": "p-4",
        "customer_id": "c-1",
        "change_number": "4",
        "amount": "12.50",
        "currency": "EUR",
    }
    assert "chair" not in message.model_dump_json()
