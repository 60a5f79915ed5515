"""Killing worker and broker in the middle of a run: nothing is lost, nothing is doubled."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from adapters.brokers.rabbitmq_topology import LADDER_SECONDS, Names
from adapters.errors import TransientError
from adapters.ports.broker import Broker, Depth, Selection

from .processes import Process, listens, wait_until
from .rig import RecordingSink, message
from .servers import NatsServer, RabbitServer
from .worker import CLOCK, TOPIC, Ledger, connect, make_consumer, open_store

pytestmark = [pytest.mark.real_service, pytest.mark.thorough, pytest.mark.timeout(300)]

ROOT = Path(__file__).resolve().parents[3]
COUNT = 120
_numbers = count(1)
EMPTY = Depth(ready=0, in_flight=0, delayed=0, dead=0)


@dataclass
class Site:
    """A server, and a folder with everything that the processes share."""

    server: NatsServer | RabbitServer
    folder: Path
    plan: dict[str, Any]

    async def settle(self) -> None:
        """Wait until a killed server would find its queues again."""
        if isinstance(self.server, RabbitServer):
            server, namespace = self.server, self.plan["namespace"]
            names = Names(namespace, TOPIC)
            queues = [names.dead, names.queue("all"), *(names.waiting(seconds) for seconds in LADDER_SECONDS)]
            written = lambda: all(server.remembers(queue) for queue in queues)  # noqa: E731  # it is waited for
            await asyncio.to_thread(wait_until, written, "the node's list of queues")

    def worker(self, name: str) -> Process:
        """Start a worker."""
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "tests.adapters.brokers.worker", str(self.folder)]
        return Process(command, self.folder / f"{name}.log", environment)


@pytest.fixture(params=["nats", "rabbitmq"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """A namespace on one of the servers, which is there again after the test."""
    plan: dict[str, Any] = {"kind": request.param, "namespace": f"kills-{next(_numbers)}"}
    server: NatsServer | RabbitServer
    if request.param == "nats":
        server = request.getfixturevalue("nats_server")
        plan["url"] = server.url
    else:
        server = request.getfixturevalue("rabbit_server")
        plan["port"] = server.port
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    yield Site(server, tmp_path, plan)
    if not listens(server.port):
        server.start()


async def publish_all(broker: Broker, numbers: range) -> None:
    """Publish messages one by one, each until the broker has confirmed it."""
    for number in numbers:
        while True:
            try:
                await broker.publish("orders", message(number, f"key {number % 7}"))
                break
            except TransientError:
                await CLOCK.sleep(0.1)


async def is_empty(broker: Broker) -> bool:
    """Tell whether everything is settled; a broker that is away is not empty."""
    try:
        return await broker.depth("orders") == EMPTY
    except TransientError:
        return False


async def until(condition: Callable[[], Any], what: str, seconds: float = 90.0) -> None:
    """Wait for a condition, for a bounded time."""
    end = CLOCK.now() + seconds
    while not await condition():
        assert CLOCK.now() < end, f"{what}: waited {seconds} s for nothing"
        await CLOCK.sleep(0.05)


def everything() -> list[str]:
    """Return the ids of all messages."""
    return sorted(f"m{number}" for number in range(COUNT))


def test_killed_workers_lose_and_double_nothing(site: Site) -> None:
    """Two workers die in the middle, with messages in their hands; a third one finishes."""

    async def body() -> None:
        database, store = open_store(site.folder)
        ledger = Ledger(site.folder)
        broker = await connect(site.plan, store, RecordingSink())
        await publish_all(broker, range(COUNT))
        for name, share in (("first", COUNT // 4), ("second", COUNT // 2)):
            worker = site.worker(name)
            await asyncio.to_thread(worker.wait_for, partial(has_effects, site.folder, share), "effects")
            worker.kill()
        assert 0 < len(ledger.ids()) < COUNT
        third = site.worker("third")
        await until(lambda: is_empty(broker), f"an empty queue\n{third.output()}")
        third.stop()
        assert third.wait() == 0, third.output()
        assert ledger.ids() == everything()
        await broker.close()
        await database.close()
        ledger.close()

    asyncio.run(body())


def has_effects(folder: Path, number: int) -> bool:
    """Tell whether there were so many effects; from any thread."""
    ledger = Ledger(folder)
    try:
        return len(ledger.ids()) >= number
    finally:
        ledger.close()


def test_a_killed_broker_loses_and_doubles_nothing(site: Site) -> None:
    """The server dies while messages are published and worked on, and comes back with everything it confirmed."""

    async def body() -> None:
        database, store = open_store(site.folder)
        ledger, sink = Ledger(site.folder), RecordingSink()
        broker = await connect(site.plan, store, sink)
        await site.settle()
        consumer = make_consumer(broker, store, ledger, sink)
        consumer.start()
        publishing = asyncio.create_task(publish_all(broker, range(COUNT)))
        await asyncio.to_thread(wait_until, partial(has_effects, site.folder, COUNT // 4), "effects")
        site.server.kill()
        assert not publishing.done()
        await asyncio.to_thread(site.server.start)
        await publishing
        await until(lambda: is_empty(broker), "an empty queue")
        await consumer.stop(5.0)
        assert ledger.ids() == everything()
        assert await broker.replay("orders", Selection()) == []
        await broker.close()
        await database.close()
        ledger.close()

    asyncio.run(body())
