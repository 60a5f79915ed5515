"""Consuming from RabbitMQ: copies, early messages, lost channels."""

from __future__ import annotations

import pytest

from adapters.brokers.rabbitmq import RabbitBroker
from adapters.brokers.rabbitmq_subscription import RabbitDelivery
from adapters.brokers.rabbitmq_topology import Names
from adapters.ports.broker import Topic
from adapters.stores.errors import LeaseLost
from tests.adapters.set_clock import SetClock

from .rig import Rig, message, run_rabbitmq
from .servers import RabbitServer

pytestmark = pytest.mark.real_service

TOPIC = Topic(name="orders")


async def taken(rig: Rig) -> tuple[RabbitBroker, RabbitDelivery]:
    """Publish a message and take it; the subscription lasts as long as the test."""
    broker = await rig.broker(TOPIC)
    assert isinstance(broker, RabbitBroker)
    await broker.publish("orders", message(1))
    subscription = await rig.enter(broker.subscribe("orders", prefetch=4))
    delivery = await rig.take(subscription)
    assert isinstance(delivery, RabbitDelivery)
    return broker, delivery


def test_a_copy_of_a_settled_message_is_not_delivered(rabbit_server: RabbitServer) -> None:
    """A worker that dies between storing the copy for a retry and acknowledging leaves two; one is worked on."""

    async def body(rig: Rig) -> None:
        broker, delivery = await taken(rig)
        await broker.put(Names(rig.namespace, TOPIC), delivery._envelope, b"payload 1")
        await delivery.ack()

        async def is_empty() -> bool:
            return (await broker.depth("orders")).ready == 0

        await rig.until(is_empty)
        await rig.nothing(rig.entered[0])

    run_rabbitmq(rabbit_server.port, body)


def test_a_message_that_comes_too_early_waits_on(rabbit_server: RabbitServer) -> None:
    """A wait of several steps is one wait to whoever consumes."""

    async def body(rig: Rig) -> None:
        _, delivery = await taken(rig)
        began = rig.clock.now()
        await delivery.retry(0.45)  # two steps of 0.2 s and one of 0.05 s
        again = await rig.take(rig.entered[0])
        assert 0.45 <= rig.clock.now() - began < 2.0
        assert again.receives == 2
        await again.ack()

    run_rabbitmq(rabbit_server.port, body)


@pytest.mark.parametrize("set_seconds", [-3600.0, 3600.0])
def test_a_clock_that_is_set_makes_a_wait_neither_longer_nor_shorter(
    rabbit_server: RabbitServer, set_seconds: float
) -> None:
    """Also not one of several steps, between which nobody but the message itself knows how much is left."""

    async def body(rig: Rig) -> None:
        clock = SetClock(rig.clock)
        rig.clock = clock
        _, delivery = await taken(rig)
        began = clock.steady()
        await delivery.retry(0.45)
        clock.ahead_seconds = set_seconds
        again = await rig.take(rig.entered[0])
        assert 0.45 <= clock.steady() - began < 5.0
        await again.ack()

    run_rabbitmq(rabbit_server.port, body)


def test_deliveries_of_a_lost_channel_cannot_be_settled(rabbit_server: RabbitServer) -> None:
    """RabbitMQ has given their messages back; they come again on the next channel."""

    async def body(rig: Rig) -> None:
        broker, delivery = await taken(rig)
        await (await broker.connection.open()).close()
        again = await rig.take(rig.entered[0])
        assert (again.message.id, again.receives) == ("m1", 2)
        with pytest.raises(LeaseLost):
            await delivery.ack()
        await again.ack()

    run_rabbitmq(rabbit_server.port, body)
