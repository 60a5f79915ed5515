"""NATS JetStream as the broker."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Self

from nats.aio.client import Client
from nats.js import JetStreamContext
from nats.js.api import RawStreamMsg
from nats.js.errors import APIError, NotFoundError

from ..audit import AuditKind
from ..clock import Clock
from ..ports.broker import DeadLetter, Depth, Message, Selection, Topic
from ..trail import Trail
from .delivery import Received
from .envelope import ENVELOPE, Envelope, letter_headers, read_envelope, read_letter
from .nats_failures import SYSTEM, nats_errors
from .nats_settings import NatsSettings
from .nats_streams import Names, Notes, declare, stored
from .nats_subscription import NatsSubscription
from .topics import Topics

MESSAGE_ID = "Nats-Msg-Id"
FOREVER = -1
GONE = (10037, 10057)
"""What the server calls a message that is not there: "no message found" (nats-server, errors.json)."""


class NatsBroker:
    """Topics as work-queue streams; made by ``connect``.

    The server confirms a message when it has written it, and writes it through to the disk every two minutes only:
    to survive a power cut as well as a dead process, it needs ``sync_interval: always``, or replicas (NATS
    documentation, "JetStream configuration").
    """

    def __init__(self, topics: Topics, settings: NatsSettings, clock: Clock, trail: Trail) -> None:
        self.client = Client()
        self.clock = clock
        self.settings = settings
        self._topics = topics
        self._trail = trail
        self._stream: JetStreamContext = self.client.jetstream(timeout=settings.timeout_seconds)
        self._subscriptions: list[NatsSubscription] = []

    @classmethod
    async def connect(cls, topics: Sequence[Topic], settings: NatsSettings, *, clock: Clock, trail: Trail) -> Self:
        """Connect, and make what is missing of the topics.

        Args:
            topics: what there is.
            settings: where.
            clock: stamps messages and watches leases; it must be the machine's, as the server's is.
            trail: told when the connection is lost and found.

        Raises:
            SystemUnavailable: no server answers.
            AuthenticationFailed: it does not accept our credentials.
            ConfigurationError: a topic exists in another shape, or JetStream is off.
        """
        broker = cls(Topics(topics), settings, clock, trail)
        try:
            with nats_errors("connect", changes=False):
                async with asyncio.timeout(settings.timeout_seconds):
                    await broker._connect()
                for topic in broker._topics:
                    await declare(broker._stream, broker._names(topic), settings)
        except BaseException:
            await broker.close()
            raise
        return broker

    async def _connect(self) -> None:
        await self.client.connect(
            servers=list(self.settings.servers),
            max_reconnect_attempts=FOREVER,
            reconnect_time_wait=self.settings.reconnect_seconds,  # type: ignore[arg-type]  # a float is slept as well
            error_cb=self._note_error,
            disconnected_cb=self._note_loss,
            reconnected_cb=self._note_return,
            **self.settings.options(),  # type: ignore[arg-type]  # names and types as NatsSettings.options says
        )

    async def publish(self, topic: str, message: Message) -> bool:
        """Store ``message`` durably; ``False`` when the server knows its id."""
        now = self.clock.now()
        return await self._put(self._names(self._topics.named(topic)), Received(message, now, now, 0), message.id)

    async def _put(self, names: Names, received: Received, id: str) -> bool:
        headers = {MESSAGE_ID: id, ENVELOPE: Envelope.of(received).text()}
        subject = names.lane(received.message.key)
        with nats_errors("publish"):
            answer = await self._stream.publish(subject, received.message.payload, stream=names.queue, headers=headers)
        return not answer.duplicate

    def subscribe(self, topic: str, *, prefetch: int) -> NatsSubscription:
        """Return a new subscription."""
        subscription = NatsSubscription(self, self._names(self._topics.subscribed(topic, prefetch)), prefetch)
        self._subscriptions.append(subscription)
        return subscription

    async def depth(self, topic: str) -> Depth:
        """Count the messages of a topic.

        A message whose worker died counts as in flight until somebody asks for messages: the server looks at leases
        only then.
        """
        names = self._names(self._topics.named(topic))
        now = self.clock.now()
        with nats_errors("depth", changes=False):
            state = (await self._stream.stream_info(names.queue)).state
            unacknowledged = sum(info.num_ack_pending or 0 for info in await self._stream.consumers_info(names.queue))
            dead = (await self._stream.stream_info(names.dead)).state.messages
            notes = await self.notes(names.topic).all()
            oldest = await self._queued_at(names, state.first_seq) if state.messages else None
        delayed = sum(note.due_at > now for note in notes)
        due = sum(0.0 < note.due_at <= now for note in notes)
        return Depth(
            ready=max(0, state.messages - unacknowledged + due),
            in_flight=max(0, unacknowledged - delayed - due),
            delayed=delayed,
            dead=dead,
            oldest_age_seconds=None if oldest is None else max(0.0, now - oldest),
        )

    async def _queued_at(self, names: Names, number: int) -> float | None:
        try:
            first = await self._stream.get_msg(names.queue, seq=number, subject=">", next=True)
        except NotFoundError:
            return None
        return read_envelope(first.headers, number=str(number), now=self.clock.now()).queued_at

    async def dead_letters(self, topic: str, limit: int = 100) -> list[DeadLetter]:
        """Return dead letters."""
        names = self._names(self._topics.named(topic))
        letters: list[DeadLetter] = []
        with nats_errors("dead letters", changes=False):
            async for found in stored(self._stream, names.dead):
                letters.append(self._letter(found))
                if len(letters) >= limit:
                    break
        return letters

    async def replay(self, topic: str, selection: Selection) -> list[str]:
        """Put dead letters back.

        The number of a letter is part of the id under which it is published again, so who replays after a crash in
        the middle, or beside somebody else, stores nothing twice within the topic's window.
        """
        names = self._names(self._topics.named(topic))
        replayed: list[str] = []
        with nats_errors("replay"):
            async for found in stored(self._stream, names.dead):
                if len(replayed) >= selection.limit:
                    break
                letter = self._letter(found)
                if selection.matches(letter):
                    received = Received(letter.message, letter.published_at, self.clock.now(), 0)
                    stored_now = await self._put(names, received, f"replay/{found.seq}/{letter.message.id}")
                    await self._remove_letter(names, found)
                    replayed += [letter.message.id] if stored_now else []
        return replayed

    async def _remove_letter(self, names: Names, found: RawStreamMsg) -> None:
        try:
            await self._stream.delete_msg(names.dead, found.seq or 0)
        except APIError as error:
            if error.err_code not in GONE:  # else somebody else replayed it, too
                raise

    def _letter(self, found: RawStreamMsg) -> DeadLetter:
        return read_letter(found.headers, found.data or b"", number=str(found.seq), now=self.clock.now())

    async def close(self) -> None:
        """Close the connection."""
        if not self.client.is_closed:
            await self.client.close()

    def notes(self, topic: Topic) -> Notes:
        """Return the notes of a topic."""
        return Notes(self._stream, self._names(topic))

    def forget(self, subscription: NatsSubscription) -> None:
        """Tell a subscription no more that the connection is back."""
        self._subscriptions = [other for other in self._subscriptions if other is not subscription]

    async def store_letter(self, names: Names, number: int, letter: DeadLetter) -> None:
        """Store a dead letter, replacing one of the same number."""
        with nats_errors("store a dead letter"):
            subject = names.subject("dead", number)
            await self._stream.publish(
                subject, letter.message.payload, stream=names.dead, headers=letter_headers(letter)
            )

    def _names(self, topic: Topic) -> Names:
        return Names(self.settings.namespace, topic)

    async def _note_error(self, error: Exception) -> None:
        self._trail.note(AuditKind.DEGRADED, "broker", system=SYSTEM, reason=f"{type(error).__name__}: {error}")

    async def _note_loss(self) -> None:
        self._trail.note(AuditKind.DEGRADED, "broker", system=SYSTEM, reason="the connection was lost")

    async def _note_return(self) -> None:
        self._trail.note(AuditKind.DEGRADED, "broker", system=SYSTEM, reason="the connection is back")
        for subscription in self._subscriptions:
            subscription.reconnected()
