"""JetStream, beyond what all brokers promise."""

from __future__ import annotations

import asyncio

import nats
import pytest

from adapters.brokers.nats import NatsBroker
from adapters.clock import SystemClock
from adapters.errors import ConfigurationError, Rejected, SystemUnavailable
from adapters.ports.broker import Topic
from adapters.trail import Trail
from windtunnel.world.ports import free_port

from .rig import EVERYTHING, RecordingSink, Rig, message, nats_settings, run_nats
from .servers import NatsServer

pytestmark = pytest.mark.real_service

TOPIC = Topic(name="orders")


def test_a_message_of_another_program_is_delivered(nats_server: NatsServer) -> None:
    """Its id is its number in the stream; it can die and be replayed like any other."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(TOPIC)
        other = await nats.connect(nats_server.url)
        await other.jetstream().publish(f"{rig.namespace}.orders.queue.0", b"plain")
        await other.close()
        async with broker.subscribe("orders", prefetch=1) as subscription:
            delivery = await rig.take(subscription)
            assert (delivery.message.id, delivery.message.payload) == ("1", b"plain")
            await delivery.dead("Rejected: foreign")
            assert await broker.replay("orders", EVERYTHING) == ["1"]
            await (await rig.take(subscription)).ack()

    run_nats(nats_server.url, body)


def test_what_is_too_large_is_refused(nats_server: NatsServer) -> None:
    """The server's limit is one mebibyte; trying again cannot help."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(TOPIC)
        with pytest.raises(Rejected):
            await broker.publish("orders", message(1).model_copy(update={"payload": bytes(1_100_000)}))

    run_nats(nats_server.url, body)


def test_other_lanes_than_there_are_are_refused(nats_server: NatsServer) -> None:
    """Messages would be left behind in lanes that nobody reads."""

    async def body(rig: Rig) -> None:
        await rig.broker(TOPIC.model_copy(update={"ordered": True, "lanes": 3}))
        with pytest.raises(ConfigurationError, match="empty it and delete its stream"):
            await rig.broker(TOPIC.model_copy(update={"ordered": True, "lanes": 2}))

    run_nats(nats_server.url, body)


def test_a_server_that_is_not_there_is_an_outage() -> None:
    """After the timeout, and not never."""

    async def body() -> None:
        settings = nats_settings(f"nats://127.0.0.1:{free_port()}", "none").model_copy(update={"timeout_seconds": 0.3})
        with pytest.raises(SystemUnavailable):
            await NatsBroker.connect(
                [TOPIC], settings, clock=SystemClock(), trail=Trail(RecordingSink(), SystemClock())
            )

    asyncio.run(body())


def test_two_who_replay_at_once_replay_once(nats_server: NatsServer) -> None:
    """Each letter comes back once, whoever was quicker."""

    async def body(rig: Rig) -> None:
        first, second = await rig.broker(TOPIC), await rig.broker(TOPIC)
        for number in range(6):
            await first.publish("orders", message(number))
        async with first.subscribe("orders", prefetch=6) as subscription:
            for _ in range(6):
                await (await rig.take(subscription)).dead("Rejected")
        replayed = await asyncio.gather(first.replay("orders", EVERYTHING), second.replay("orders", EVERYTHING))
        assert sorted(id for ids in replayed for id in ids) == [f"m{number}" for number in range(6)]
        depth = await first.depth("orders")
        assert (depth.ready, depth.dead) == (6, 0)

    run_nats(nats_server.url, body)


def test_the_trail_tells_of_lost_connections(nats_server: NatsServer) -> None:
    """And the subscription goes on after the server has come back."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(TOPIC)
        async with broker.subscribe("orders", prefetch=1) as subscription:
            await asyncio.to_thread(nats_server.kill)
            await asyncio.to_thread(nats_server.start)

            async def is_back() -> bool:
                return "the connection is back" in [event.fields["reason"] for event in rig.sink.events]

            await rig.until(is_back)
            assert await broker.publish("orders", message(1))
            await (await rig.take(subscription)).ack()
        reasons = [event.fields["reason"] for event in rig.sink.events]
        assert "the connection was lost" in reasons

    run_nats(nats_server.url, body)
