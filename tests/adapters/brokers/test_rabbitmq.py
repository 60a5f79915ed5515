"""RabbitMQ, beyond what all brokers promise."""

from __future__ import annotations

import asyncio

import aio_pika
import pytest

from adapters.brokers.rabbitmq import RabbitBroker
from adapters.clock import SystemClock
from adapters.errors import AuthenticationFailed, ConfigurationError, SystemUnavailable
from adapters.masking import Secret
from adapters.ports.broker import Topic
from adapters.stores.idempotency import SqlIdempotencyStore
from adapters.stores.sqlite import SqliteDatabase
from adapters.trail import Trail
from windtunnel.world.ports import free_port

from .rig import EVERYTHING, RecordingSink, Rig, message, rabbit_settings, run_rabbitmq
from .servers import RabbitServer

pytestmark = pytest.mark.real_service

TOPIC = Topic(name="orders")


def test_a_message_of_another_program_is_delivered(rabbit_server: RabbitServer) -> None:
    """It can die and be replayed like any other; what nobody claimed is not in the ledger."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(TOPIC)
        other = await aio_pika.connect(rabbit_server.url)
        channel = await other.channel()
        exchange = await channel.get_exchange(f"{rig.namespace}.orders")
        await exchange.publish(aio_pika.Message(b"plain", message_id="x-1"), "all")
        await other.close()
        async with broker.subscribe("orders", prefetch=1) as subscription:
            delivery = await rig.take(subscription)
            assert (delivery.message.id, delivery.message.payload) == ("x-1", b"plain")
            await delivery.dead("Rejected: foreign")
            assert await broker.replay("orders", EVERYTHING) == ["x-1"]
            await (await rig.take(subscription)).ack()
        assert (await broker.depth("orders")).dead == 0

    run_rabbitmq(rabbit_server.port, body)


def test_a_topic_of_another_shape_is_refused(rabbit_server: RabbitServer) -> None:
    """RabbitMQ does not change a queue that is there."""

    async def body(rig: Rig) -> None:
        await rig.broker(TOPIC)
        with pytest.raises(ConfigurationError):
            await rig.broker(TOPIC.model_copy(update={"receives_max": 3}))

    run_rabbitmq(rabbit_server.port, body)


@pytest.mark.parametrize("replay_again", [1, 3])
def test_letters_survive_being_read(rabbit_server: RabbitServer, replay_again: int) -> None:
    """Reading takes them out of the queue and puts them back, in their order, as often as one likes."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(TOPIC)
        for number in range(3):
            await broker.publish("orders", message(number))
        async with broker.subscribe("orders", prefetch=1) as subscription:
            for _ in range(3):
                await (await rig.take(subscription)).dead("Rejected")
        for _ in range(replay_again):
            letters = await broker.dead_letters("orders")
            assert [letter.message.id for letter in letters] == ["m0", "m1", "m2"]
            assert len(await broker.dead_letters("orders", 2)) == 2

    run_rabbitmq(rabbit_server.port, body)


def test_wrong_credentials_and_no_server_are_told_apart(rabbit_server: RabbitServer) -> None:
    """A person must act on the first; the second may go away. Neither error shows the password."""

    async def body() -> None:
        database, clock = SqliteDatabase.open(":memory:"), SystemClock()
        store, trail = SqlIdempotencyStore(database, clock), Trail(RecordingSink(), clock)
        right = rabbit_settings(rabbit_server.port, "none")
        wrong = right.model_copy(update={"password": Secret("hunter2-hunter2")})
        with pytest.raises(AuthenticationFailed) as caught:
            await RabbitBroker.connect([TOPIC], wrong, store=store, clock=clock, trail=trail)
        assert "hunter2" not in str(caught.value)
        away = right.model_copy(update={"port": free_port()})
        with pytest.raises(SystemUnavailable):
            await RabbitBroker.connect([TOPIC], away, store=store, clock=clock, trail=trail)
        await database.close()

    asyncio.run(body())
