"""The streams and consumers of a topic in JetStream."""

from __future__ import annotations

import asyncio

import nats
import pytest

from adapters.brokers.nats_streams import Names, Note, Notes, declare, stored
from adapters.ports.broker import Topic

from .rig import nats_settings
from .servers import NatsServer

NAMES = Names("streams", Topic(name="orders"))


def test_only_ordered_topics_have_a_consumer_per_lane() -> None:
    """One consumer reads all lanes of the others."""
    assert NAMES.consumers() == {"all": "streams.orders.queue.*"}
    ordered = Names("streams", Topic(name="orders", ordered=True, lanes=2))
    assert ordered.consumers() == {"lane-0": "streams.orders.queue.0", "lane-1": "streams.orders.queue.1"}
    assert ordered.lane("acme") in ordered.consumers().values()


@pytest.mark.real_service
def test_notes_are_replaced_and_removed(nats_server: NatsServer) -> None:
    """There is one note for a message at most; declaring twice changes nothing."""

    async def body() -> None:
        client = await nats.connect(nats_server.url)
        stream = client.jetstream()
        for _ in range(2):
            await declare(stream, NAMES, nats_settings(nats_server.url, "streams"))
        notes = Notes(stream, NAMES)
        assert await notes.read(5) is None
        await notes.write(5, Note(first_failed_at=1.0))
        await notes.write(5, Note(first_failed_at=1.0, due_at=2.0, uncounted=3))
        await notes.write(6, Note(first_failed_at=9.0))
        assert await notes.read(5) == Note(first_failed_at=1.0, due_at=2.0, uncounted=3)
        assert len(await notes.all()) == 2
        await notes.remove(5)
        assert [note.first_failed_at for note in await notes.all()] == [9.0]
        await client.close()

    asyncio.run(body())


@pytest.mark.real_service
def test_dead_letters_are_known_by_their_number(nats_server: NatsServer) -> None:
    """A letter that is stored twice is one letter."""

    async def body() -> None:
        client = await nats.connect(nats_server.url)
        stream = client.jetstream()
        names = Names("streams-dead", Topic(name="orders"))
        await declare(stream, names, nats_settings(nats_server.url, "streams-dead"))
        assert not await Notes(stream, names).is_dead(7)
        for number in (7, 7, 8):
            await stream.publish(names.subject("dead", number), b"letter")
        assert await Notes(stream, names).is_dead(7)
        assert [found.subject async for found in stored(stream, names.dead)] == [
            names.subject("dead", 7),
            names.subject("dead", 8),
        ]
        await client.close()

    asyncio.run(body())
