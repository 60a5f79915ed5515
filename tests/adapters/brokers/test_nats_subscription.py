"""Pulling out of JetStream: what a death between two steps leaves behind."""

from __future__ import annotations

import pytest

from adapters.brokers.nats import NatsBroker
from adapters.brokers.nats_streams import Names
from adapters.brokers.nats_subscription import NatsDelivery
from adapters.ports.broker import Topic

from .rig import Rig, message, run_nats
from .servers import NatsServer

pytestmark = pytest.mark.real_service

TOPIC = Topic(name="orders", lease_seconds=0.3)


def test_a_message_whose_letter_is_stored_is_not_delivered_again(nats_server: NatsServer) -> None:
    """A worker that died between storing the letter and acknowledging the message leaves one letter."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(TOPIC)
        assert isinstance(broker, NatsBroker)
        await broker.publish("orders", message(1))
        async with broker.subscribe("orders", prefetch=2) as subscription:
            delivery = await rig.take(subscription)
            assert isinstance(delivery, NatsDelivery)
            letter = delivery._received.letter("Rejected", rig.clock.now())
            await broker.store_letter(Names(rig.namespace, TOPIC), delivery.number, letter)

            async def is_settled() -> bool:
                depth = await broker.depth("orders")
                return (depth.ready, depth.in_flight, depth.dead) == (0, 0, 1)

            await rig.until(is_settled)
            await rig.nothing(subscription)

    run_nats(nats_server.url, body)


def test_settled_messages_leave_no_notes(nats_server: NatsServer) -> None:
    """Whether they end well or as dead letters."""

    async def body(rig: Rig) -> None:
        broker = await rig.broker(TOPIC)
        assert isinstance(broker, NatsBroker)
        for number in (1, 2):
            await broker.publish("orders", message(number))
        async with broker.subscribe("orders", prefetch=1) as subscription:
            for _ in range(2):
                await (await rig.take(subscription)).retry(0.0)
            notes = broker.notes(TOPIC)
            assert len(await notes.all()) >= 1
            await (await rig.take(subscription)).ack()
            await (await rig.take(subscription)).dead("Rejected")
            assert await notes.all() == []

    run_nats(nats_server.url, body)
