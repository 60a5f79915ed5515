"""The same test on every broker: in virtual time in memory, in real time against real servers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Protocol

from adapters.audit import AuditEvent
from adapters.brokers.memory import MemoryBroker
from adapters.brokers.nats import NatsBroker
from adapters.brokers.nats_settings import NatsSettings
from adapters.brokers.rabbitmq import RabbitBroker
from adapters.brokers.rabbitmq_settings import RabbitSettings
from adapters.clock import Clock, SystemClock
from adapters.masking import Secret
from adapters.ports.broker import Broker, Delivery, Message, Selection, Subscription, Topic
from adapters.stores.idempotency import SqlIdempotencyStore
from adapters.stores.ports import IdempotencyStore
from adapters.stores.sqlite import SqliteDatabase
from adapters.trail import Trail

from ..inbound.virtual_time import run as run_virtually

WAIT_SECONDS = 10.0
_numbers = count(1)


@dataclass
class RecordingSink:
    """Keeps every audit event."""

    events: list[AuditEvent] = field(default_factory=list)

    def record(self, event: AuditEvent) -> None:
        """Keep one event."""
        self.events.append(event)

    def kinds(self, key: str) -> list[str]:
        """Return what happened to ``key``, in order."""
        return [event.kind.value for event in self.events if event.key == key]


class Connect(Protocol):
    """Makes a broker with topics."""

    def __call__(self, rig: Rig, *topics: Topic) -> Awaitable[Broker]:
        """Connect."""
        ...


class Rig:
    """What a test of the contract is given.

    Args:
        clock: virtual or real.
        connect: makes a connection to the broker; every rig has topics of its own on a shared server.
    """

    def __init__(self, clock: Clock, connect: Connect, stack: AsyncExitStack) -> None:
        self.clock = clock
        self.sink = RecordingSink()
        self.trail = Trail(self.sink, clock)
        self.namespace = f"test-{next(_numbers)}"
        self._connect = connect
        self._stack = stack
        self._store: IdempotencyStore | None = None
        self.entered: list[Subscription] = []

    async def store(self) -> IdempotencyStore:
        """Return the store beside the broker, one for all its connections."""
        if self._store is None:
            database = SqliteDatabase.open(":memory:")
            self._stack.push_async_callback(database.close)
            self._store = SqlIdempotencyStore(database, self.clock)
        return self._store

    async def broker(self, *topics: Topic) -> Broker:
        """Return a broker that is closed after the test."""
        broker = await self._connect(self, *topics)
        self._stack.push_async_callback(broker.close)
        return broker

    async def enter(self, subscription: Subscription) -> Subscription:
        """Begin a subscription that lasts as long as the test."""
        self.entered.append(await self._stack.enter_async_context(subscription))
        return subscription

    async def take(self, subscription: Subscription) -> Delivery:
        """Return the next delivery, which must come soon."""
        return await asyncio.wait_for(anext(subscription), WAIT_SECONDS)

    async def until(self, condition: Callable[[], Awaitable[bool]]) -> None:
        """Wait for a condition, for a bounded time."""
        end = self.clock.now() + WAIT_SECONDS
        while not await condition():
            assert self.clock.now() < end, "waited for nothing"
            await self.clock.sleep(0.02)

    async def nothing(self, subscription: Subscription, seconds: float = 0.15) -> None:
        """Check that no delivery comes for a while."""
        waiting = asyncio.ensure_future(anext(subscription))
        done, _ = await asyncio.wait([waiting], timeout=seconds)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert not done, "there was a delivery"


Body = Callable[[Rig], Coroutine[Any, Any, None]]


async def _with_rig(clock: Clock, connect: Connect, body: Body) -> None:
    async with AsyncExitStack() as stack:
        await body(Rig(clock, connect, stack))


async def connect_memory(rig: Rig, *topics: Topic) -> Broker:
    """Make a broker in memory."""
    return MemoryBroker(topics, clock=rig.clock)


def run_memory(body: Body) -> None:
    """Run a test in virtual time."""
    run_virtually(lambda clock: _with_rig(clock, connect_memory, body))


def nats_settings(url: str, namespace: str) -> NatsSettings:
    """Settings for tests."""
    return NatsSettings(
        servers=(url,), namespace=namespace, timeout_seconds=3.0, reconnect_seconds=0.1, latency_seconds_max=0.1
    )


def run_nats(url: str, body: Body) -> None:
    """Run a test against a server."""

    async def connect(rig: Rig, *topics: Topic) -> Broker:
        return await NatsBroker.connect(topics, nats_settings(url, rig.namespace), clock=rig.clock, trail=rig.trail)

    asyncio.run(_with_rig(SystemClock(), connect, body))


def rabbit_settings(port: int, namespace: str) -> RabbitSettings:
    """Settings for tests."""
    return RabbitSettings(
        host="127.0.0.1",
        port=port,
        password=Secret("guest"),
        namespace=namespace,
        timeout_seconds=5.0,
        reconnect_seconds=0.1,
    )


def run_rabbitmq(port: int, body: Body) -> None:
    """Run a test against a server."""

    async def connect(rig: Rig, *topics: Topic) -> Broker:
        settings, store = rabbit_settings(port, rig.namespace), await rig.store()
        return await RabbitBroker.connect(topics, settings, store=store, clock=rig.clock, trail=rig.trail)

    asyncio.run(_with_rig(SystemClock(), connect, body))


def message(number: int, key: str = "k", **headers: str) -> Message:
    """Return a message; its id is ``m<number>``."""
    return Message(id=f"m{number}", key=key, payload=f"payload {number}".encode(), headers=headers)


EVERYTHING = Selection()
