"""RabbitMQ as the broker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from ..clock import Clock
from ..errors import IntegrationError, OutcomeUnknown
from ..ports.broker import DeadLetter, Depth, Message, Selection, Topic
from ..stores.ports import Claim, IdempotencyStore
from ..trail import Trail
from .delivery import POISONED, Received
from .envelope import ENVELOPE, LETTER, Envelope, letter_headers, read_envelope, read_letter
from .rabbitmq_connection import RabbitConnection
from .rabbitmq_failures import rabbitmq_errors
from .rabbitmq_ledger import Ledger
from .rabbitmq_settings import RabbitSettings
from .rabbitmq_subscription import RabbitSubscription, give_back
from .rabbitmq_topology import Names, count_messages, declare, step_of
from .topics import Topics

PUBLISH_PATIENCE = 3.0
"""Somebody else may publish an id when this many timeouts have passed without a word of the first one."""


class RabbitBroker:
    """Topics as quorum queues; made by ``connect``.

    RabbitMQ recognises no repeated message. The store does, so it must be one for all processes. Only where a publisher
    died, or lost its connection, between sending and hearing that the message is stored, can a message lie in the
    queue twice; the copy is thrown away once the other one is settled.
    """

    def __init__(
        self, topics: Topics, settings: RabbitSettings, store: IdempotencyStore, clock: Clock, trail: Trail
    ) -> None:
        self.connection = RabbitConnection(settings)
        self.clock = clock
        self.settings = settings
        self.trail = trail
        self._topics = topics
        self._store = store

    @classmethod
    async def connect(
        cls,
        topics: Sequence[Topic],
        settings: RabbitSettings,
        *,
        store: IdempotencyStore,
        clock: Clock,
        trail: Trail,
    ) -> Self:
        """Connect, and make what is missing of the topics.

        Args:
            topics: what there is.
            settings: where.
            store: remembers ids; shared by all who publish to these topics or consume them.
            clock: stamps messages and watches leases.
            trail: told when the connection is lost.

        Raises:
            SystemUnavailable: no server answers.
            AuthenticationFailed: it does not accept our credentials.
            ConfigurationError: a topic exists in another shape.
        """
        broker = cls(Topics(topics), settings, store, clock, trail)
        try:
            for topic in broker._topics:
                async with broker.connection.channel() as channel, broker.connection.asking(f"declare {topic.name}"):
                    await declare(channel, broker._names(topic))
        except BaseException:
            await broker.close()
            raise
        return broker

    async def publish(self, topic: str, message: Message) -> bool:
        """Store ``message`` durably; ``False`` when the store knows its id."""
        names = self._names(self._topics.named(topic))
        claim = await self.ledger(names).admit(message.id)
        if claim is None:
            return False
        now = self.clock.now()
        await self._publish(names, Received(message, now, now, 0), claim)
        return True

    async def _publish(self, names: Names, received: Received, claim: Claim) -> None:
        ledger = self.ledger(names)
        envelope = Envelope.of(received, token=claim.token)
        try:
            await self.put(names, envelope, received.message.payload)
        except IntegrationError as error:
            await ledger.withdraw(claim, in_doubt=isinstance(error, OutcomeUnknown))
            raise
        await ledger.confirm(claim)

    async def put(self, names: Names, envelope: Envelope, payload: bytes) -> None:
        """Store a message in its lane, or where it waits for its time.

        The waiting is counted in steps of RabbitMQ's own and not until a time of day, which somebody may set.
        """
        exchange, step_seconds = names.base, 0.0
        if envelope.wait_seconds > 0.0:
            step_seconds = step_of(envelope.wait_seconds)
            exchange = names.waiting(step_seconds)
        left_seconds = max(0.0, round(envelope.wait_seconds - step_seconds, 3))
        headers = {ENVELOPE: envelope.model_copy(update={"wait_seconds": left_seconds}).text()}
        await self.connection.publish(exchange, names.lane(envelope.key), payload, headers, envelope.id)

    def subscribe(self, topic: str, *, prefetch: int) -> RabbitSubscription:
        """Return a new subscription."""
        return RabbitSubscription(self, self._names(self._topics.subscribed(topic, prefetch)), prefetch)

    async def depth(self, topic: str) -> Depth:
        """Count the messages of a topic: those ready and dead by the queues, the others by the store."""
        names = self._names(self._topics.named(topic))
        ledger = self.ledger(names)
        async with self.connection.channel() as channel, self.connection.asking("depth"):
            ready = sum([await count_messages(channel, names.queue(lane)) for lane in names.lanes()])
            dead = await count_messages(channel, names.dead)
        unsettled, delayed = await ledger.unsettled(), await ledger.delayed()
        oldest = unsettled.oldest_claimed_at
        return Depth(
            ready=ready,
            in_flight=max(0, unsettled.count - ready - delayed),
            delayed=delayed,
            dead=dead,
            oldest_age_seconds=None if oldest is None else max(0.0, self.clock.now() - oldest),
        )

    async def dead_letters(self, topic: str, limit: int = 100) -> list[DeadLetter]:
        """Return dead letters; while they are read, they are out of everybody else's sight."""
        names = self._names(self._topics.named(topic))
        async with self.connection.channel() as channel:
            with rabbitmq_errors("dead letters", changes=False):
                held = await self._read(channel, names, limit)
                for message, _ in held:
                    await give_back(message)
        return sorted((letter for _, letter in held), key=lambda letter: letter.last_failed_at)

    async def _read(
        self, channel: AbstractChannel, names: Names, limit: int | None = None
    ) -> list[tuple[AbstractIncomingMessage, DeadLetter]]:
        held: list[tuple[AbstractIncomingMessage, DeadLetter]] = []
        queue = await channel.get_queue(names.dead, ensure=False)
        while limit is None or len(held) < limit:
            message = await queue.get(fail=False, timeout=self.settings.timeout_seconds)
            if message is None:
                break
            held.append((message, self._letter(names, message)))
        return held

    def _letter(self, names: Names, message: AbstractIncomingMessage) -> DeadLetter:
        reason = POISONED.format(receives=names.topic.receives_max)
        number = message.message_id or str(message.delivery_tag)
        return read_letter(message.headers, message.body, number=number, now=self.clock.now(), reason=reason)

    async def replay(self, topic: str, selection: Selection) -> list[str]:
        """Put dead letters back; the store knows those that are back already, also after a crash in the middle."""
        names = self._names(self._topics.named(topic))
        replayed: list[str] = []
        async with self.connection.channel() as channel:
            with rabbitmq_errors("replay"):
                held = await self._read(channel, names)
                held.sort(key=lambda pair: pair[1].last_failed_at)
                for message, letter in held:
                    if len(replayed) >= selection.limit or not selection.matches(letter):
                        await give_back(message)
                        continue
                    replayed += [letter.message.id] if await self._replay(names, message, letter) else []
                    await message.ack()
        return replayed

    async def _replay(self, names: Names, message: AbstractIncomingMessage, letter: DeadLetter) -> bool:
        received = Received(letter.message, letter.published_at, self.clock.now(), 0)
        token = read_envelope(message.headers, number=letter.message.id, now=received.queued_at).token
        ledger = self.ledger(names)
        if token is None or LETTER not in message.headers:  # RabbitMQ itself made this letter: its claim is still open
            await self.put(names, Envelope.of(received, token=token), letter.message.payload)
            return True
        claim = await ledger.readmit(letter.message.id)
        if claim is None:
            return False
        try:
            await self.put(names, Envelope.of(received, token=claim.token), letter.message.payload)
        except IntegrationError as error:
            if not isinstance(error, OutcomeUnknown):
                await ledger.restore(claim)
            raise
        await ledger.confirm(claim)
        return True

    async def store_letter(self, names: Names, letter: DeadLetter, token: int | None) -> None:
        """Store a dead letter."""
        headers = letter_headers(letter, token=token)
        await self.connection.publish("", names.dead, letter.message.payload, headers, letter.message.id)

    async def close(self) -> None:
        """Close the connection."""
        await self.connection.close()

    def ledger(self, names: Names) -> Ledger:
        """Return the claims of a topic."""
        return Ledger(self._store, names, PUBLISH_PATIENCE * self.settings.timeout_seconds)

    def _names(self, topic: Topic) -> Names:
        return Names(self.settings.namespace, topic)
