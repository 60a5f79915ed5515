"""The broker in memory, beyond what all brokers promise: it is deterministic, and needs nothing but a clock."""

from __future__ import annotations

import asyncio
from random import Random

from adapters.brokers.memory import MemoryBroker
from adapters.clock import Clock
from adapters.ports.broker import Topic

from ..inbound.virtual_time import run
from .rig import message

TOPIC = Topic(name="orders", lease_seconds=5.0, lanes=4, receives_max=4)


def history(seed: int) -> list[tuple[float, str, int]]:
    """Run three consumers that fail at random; return who got what and when."""
    seen: list[tuple[float, str, int]] = []

    async def body(clock: Clock) -> None:
        broker, random = MemoryBroker([TOPIC], clock=clock), Random(seed)

        async def consume() -> None:
            async with broker.subscribe("orders", prefetch=2) as subscription:
                async for delivery in subscription:
                    seen.append((clock.now(), delivery.message.id, delivery.receives))
                    await clock.sleep(random.choice([0.1, 1.0, 6.0]))
                    if delivery.lease_until > clock.steady():
                        await (delivery.ack() if random.random() < 0.5 else delivery.retry(2.0))

        consumers = [asyncio.ensure_future(consume()) for _ in range(3)]
        for number in range(30):
            await broker.publish("orders", message(number, f"key {number}"))
        await clock.sleep(300.0)
        await broker.close()
        await asyncio.gather(*consumers)

    run(body)
    return seen


def test_the_same_seed_gives_the_same_history() -> None:
    """Byte for byte, and another seed gives another one."""
    first = history(7)
    assert len(first) > 30
    assert history(7) == first
    assert history(8) != first


def test_a_closed_broker_ends_its_subscriptions() -> None:
    """Whoever waits for the next delivery is told that there is none."""

    async def body(clock: Clock) -> None:
        broker = MemoryBroker([TOPIC], clock=clock)

        async def consume() -> list[str]:
            async with broker.subscribe("orders", prefetch=1) as subscription:
                return [delivery.message.id async for delivery in subscription]

        waiting = asyncio.ensure_future(consume())
        await clock.sleep(1.0)
        await broker.close()
        assert await waiting == []

    run(body)


def test_a_message_wakes_the_subscriptions_to_its_own_topic_alone() -> None:
    """The others have nothing to look for."""
    woken: list[str] = []

    async def body(clock: Clock) -> None:
        broker = MemoryBroker([TOPIC, Topic(name="returns", lease_seconds=5.0, lanes=1, receives_max=4)], clock=clock)

        async def sleep(topic: str) -> None:
            await broker.new_wake(topic).wait(None)
            woken.append(topic)

        sleepers = [asyncio.ensure_future(sleep(topic)) for topic in ("orders", "returns")]
        await clock.sleep(1.0)
        await broker.publish("returns", message(1, "key"))
        await clock.sleep(1.0)
        assert woken == ["returns"]
        await broker.close()
        await asyncio.gather(*sleepers)

    run(body)
    assert woken == ["returns", "orders"]
