"""The streams and consumers of a topic in JetStream.

A work-queue stream holds what is not settled; an acknowledged message leaves it. An ordered topic has a consumer for
every lane, with one unacknowledged message at most: that alone keeps JetStream's order when messages are delivered
again. Beside it lie the dead letters, and notes on messages that failed, since JetStream changes no stored message.
All three use the message's sequence in the work queue as its number.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass

from nats.js import JetStreamContext
from nats.js.api import (
    AckPolicy,
    ConsumerConfig,
    DiscardPolicy,
    RawStreamMsg,
    RetentionPolicy,
    StorageType,
    StreamConfig,
)
from nats.js.errors import NotFoundError

from ..canonical.base import Record
from ..errors import ConfigurationError
from ..ports.broker import Topic
from .lanes import lane_of
from .nats_settings import NatsSettings

NOTE_SECONDS = 30 * 86_400.0
"""Notes that nobody removed, because a worker died, are gone after this time."""
UNLIMITED = -1


class Note(Record):
    """What is known of a message that failed.

    Args:
        first_failed_at: when it failed for the first time, in seconds since the epoch.
        due_at: when its retry comes due; 0 once it was delivered again.
        uncounted: deliveries that are not held against the message.
    """

    first_failed_at: float
    due_at: float = 0.0
    uncounted: int = 0


@dataclass(frozen=True, slots=True)
class Names:
    """What the parts of a topic are called."""

    namespace: str
    topic: Topic

    @property
    def queue(self) -> str:
        """The stream of unsettled messages."""
        return f"{self.namespace}-{self.topic.name}"

    @property
    def dead(self) -> str:
        """The stream of dead letters."""
        return f"{self.queue}-dead"

    @property
    def notes(self) -> str:
        """The stream of notes."""
        return f"{self.queue}-notes"

    def subject(self, part: str, number: int | str) -> str:
        """Return the subject of a lane (``queue``), a dead letter (``dead``) or a note (``note``)."""
        return f"{self.namespace}.{self.topic.name}.{part}.{number}"

    def lane(self, key: str) -> str:
        """Return the subject of the lane to which ``key`` belongs."""
        return self.subject("queue", lane_of(key, self.topic.lanes))

    def consumers(self) -> dict[str, str]:
        """Return the subject that every consumer reads, by its name."""
        if not self.topic.ordered:
            return {"all": self.subject("queue", "*")}
        return {f"lane-{lane}": self.subject("queue", lane) for lane in range(self.topic.lanes)}


async def declare(stream: JetStreamContext, names: Names, settings: NatsSettings) -> None:
    """Make what is missing of a topic.

    Raises:
        ConfigurationError: it exists with other lanes; messages would be left behind.
    """
    for config in _streams(names, settings):
        await _declare_stream(stream, config)
    wanted = names.consumers()
    found = {info.name for info in await stream.consumers_info(names.queue)}
    if found - set(wanted):
        raise ConfigurationError(
            f"topic {names.topic.name} has the consumers {', '.join(sorted(found))} in NATS, and would have "
            f"{', '.join(sorted(wanted))}: empty it and delete its stream {names.queue} to change its lanes"
        )
    for name, subject in wanted.items():
        await stream.add_consumer(names.queue, _consumer(names.topic, name, subject, settings))


def _streams(names: Names, settings: NatsSettings) -> list[StreamConfig]:
    topic = names.topic
    durable = StreamConfig(storage=StorageType.FILE, num_replicas=settings.replicas, discard=DiscardPolicy.NEW)
    return [
        durable.evolve(
            name=names.queue,
            subjects=[names.subject("queue", "*")],
            retention=RetentionPolicy.WORK_QUEUE,
            duplicate_window=topic.deduplication_seconds,
        ),
        durable.evolve(name=names.dead, subjects=[names.subject("dead", "*")], max_msgs_per_subject=1),
        durable.evolve(
            name=names.notes,
            subjects=[names.subject("note", "*")],
            discard=DiscardPolicy.OLD,
            max_msgs_per_subject=1,
            max_age=NOTE_SECONDS,
        ),
    ]


async def _declare_stream(stream: JetStreamContext, config: StreamConfig) -> None:
    try:
        await stream.stream_info(str(config.name))
    except NotFoundError:
        await stream.add_stream(config)
    else:
        await stream.update_stream(config)


def _consumer(topic: Topic, name: str, subject: str, settings: NatsSettings) -> ConsumerConfig:
    return ConsumerConfig(
        name=name,
        durable_name=name,
        filter_subject=subject,
        ack_policy=AckPolicy.EXPLICIT,
        ack_wait=topic.lease_seconds + settings.latency_seconds_max,
        max_deliver=UNLIMITED,  # a message beyond it would stay in the stream, unseen: we count ourselves
        max_ack_pending=1 if topic.ordered else UNLIMITED,
    )


class Notes:
    """Notes and dead letters by the number of the message."""

    def __init__(self, stream: JetStreamContext, names: Names) -> None:
        self._stream = stream
        self._names = names

    async def read(self, number: int) -> Note | None:
        """Return the note on a message."""
        found = await self._last(self._names.notes, self._names.subject("note", number))
        return None if found is None or found.data is None else Note.model_validate_json(found.data)

    async def write(self, number: int, note: Note) -> None:
        """Replace the note on a message."""
        body = json.dumps(note.model_dump()).encode()
        await self._stream.publish(self._names.subject("note", number), body, stream=self._names.notes)

    async def remove(self, number: int) -> None:
        """Remove the note on a message."""
        await self._stream.purge_stream(self._names.notes, subject=self._names.subject("note", number))

    async def all(self) -> list[Note]:
        """Return every note."""
        return [
            Note.model_validate_json(found.data)
            async for found in stored(self._stream, self._names.notes)
            if found.data is not None
        ]

    async def is_dead(self, number: int) -> bool:
        """Return whether there is a dead letter of this number."""
        return await self._last(self._names.dead, self._names.subject("dead", number)) is not None

    async def _last(self, name: str, subject: str) -> RawStreamMsg | None:
        try:
            return await self._stream.get_last_msg(name, subject)
        except NotFoundError:
            return None


async def stored(stream: JetStreamContext, name: str) -> AsyncIterator[RawStreamMsg]:
    """Yield what a stream holds, the oldest first; nothing is taken out."""
    number = 1
    while True:
        try:
            message = await stream.get_msg(name, seq=number, subject=">", next=True)
        except NotFoundError:
            return
        yield message
        number = (message.seq or 0) + 1
