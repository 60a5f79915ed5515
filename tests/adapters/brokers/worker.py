"""A consumer in a process of its own, for tests that kill it: ``python -m tests.adapters.brokers.worker FOLDER``.

The effect of a message is a row in a ledger that accepts the same one any number of times, so doubles show.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sqlite3
import sys
from pathlib import Path
from random import Random
from typing import Any

from adapters.brokers.consumer import Consumer, Work
from adapters.brokers.nats import NatsBroker
from adapters.brokers.rabbitmq import RabbitBroker
from adapters.clock import SystemClock
from adapters.inbound.policy import RetryPolicy
from adapters.ports.broker import Broker, Topic
from adapters.stores.idempotency import SqlIdempotencyStore
from adapters.stores.ports import IdempotencyStore
from adapters.stores.sqlite import SqliteDatabase
from adapters.trail import Trail

from .rig import RecordingSink, nats_settings, rabbit_settings

CLOCK = SystemClock()
TOPIC = Topic(name="orders", lease_seconds=1.0, receives_max=50)
CONCURRENCY = 8


class Ledger:
    """The outside system: one row for every effect, committed at once."""

    def __init__(self, folder: Path) -> None:
        self._connection = sqlite3.connect(folder / "ledger.sqlite", timeout=10.0, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        self._connection.execute("CREATE TABLE IF NOT EXISTS effects (id TEXT NOT NULL)")

    def write(self, id: str) -> None:
        """Have an effect."""
        self._connection.execute("INSERT INTO effects VALUES (?)", (id,))

    def has(self, id: str) -> bool:
        """Tell whether there was this effect."""
        return self._connection.execute("SELECT 1 FROM effects WHERE id = ?", (id,)).fetchone() is not None

    def ids(self) -> list[str]:
        """Return every effect."""
        return sorted(row[0] for row in self._connection.execute("SELECT id FROM effects"))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()


async def connect(plan: dict[str, Any], store: IdempotencyStore, sink: RecordingSink) -> Broker:
    """Connect to the broker of a plan."""
    trail = Trail(sink, CLOCK)
    if plan["kind"] == "nats":
        settings = nats_settings(plan["url"], plan["namespace"])
        return await NatsBroker.connect([TOPIC], settings, clock=CLOCK, trail=trail)
    rabbit = rabbit_settings(plan["port"], plan["namespace"])
    return await RabbitBroker.connect([TOPIC], rabbit, store=store, clock=CLOCK, trail=trail)


def make_consumer(broker: Broker, store: IdempotencyStore, ledger: Ledger, sink: RecordingSink) -> Consumer:
    """Return a consumer that writes the ledger."""

    async def handle(work: Work) -> str:
        id = work.message.id
        if not (work.in_doubt and ledger.has(id)):
            await CLOCK.sleep(0.005)
            ledger.write(id)
            await CLOCK.sleep(0.005)  # the moment in which a death leaves the effect in doubt
        return "written"

    return Consumer(
        broker,
        TOPIC,
        handle,
        store=store,
        concurrency=CONCURRENCY,
        policy=RetryPolicy(delay_seconds=0.1, delay_seconds_max=0.5, receives_max=50),
        clock=CLOCK,
        random=Random(1),
        trail=Trail(sink, CLOCK),
    )


def open_store(folder: Path) -> tuple[SqliteDatabase, IdempotencyStore]:
    """Open the store that all processes share."""
    database = SqliteDatabase.open(str(folder / "store.sqlite"), synchronous="NORMAL")
    return database, SqlIdempotencyStore(database, CLOCK)


async def main(folder: Path) -> None:
    """Work until told to stop."""
    plan: dict[str, Any] = json.loads((folder / "plan.json").read_text())
    database, store = open_store(folder)
    sink, ledger = RecordingSink(), Ledger(folder)
    broker = await connect(plan, store, sink)
    consumer = make_consumer(broker, store, ledger, sink)
    stopped = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    consumer.start()
    await stopped.wait()
    await consumer.stop(5.0)
    await broker.close()
    await database.close()
    ledger.close()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
