"""Consuming from RabbitMQ."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Protocol, Self

from aio_pika.abc import AbstractChannel, AbstractIncomingMessage

from ..audit import AuditKind
from ..clock import Clock
from ..errors import IntegrationError
from ..ports.broker import DeadLetter
from ..trail import Trail
from .delivery import POISONED, DeliveryState, LeasedDelivery, Received
from .envelope import Envelope, read_envelope
from .leases import LeaseWatch
from .rabbitmq_connection import RabbitConnection
from .rabbitmq_failures import FAILURES, SYSTEM, rabbitmq_errors
from .rabbitmq_ledger import DEAD, DONE, Ledger
from .rabbitmq_settings import RabbitSettings
from .rabbitmq_topology import Names
from .slots import Slots

DELIVERY_COUNT = "x-delivery-count"


class Link(Protocol):
    """The connection, and what goes with it."""

    connection: RabbitConnection
    clock: Clock
    settings: RabbitSettings
    trail: Trail

    def ledger(self, names: Names) -> Ledger:
        """Return the claims of a topic."""
        ...

    async def put(self, names: Names, envelope: Envelope, payload: bytes) -> None:
        """Store a message in its lane, or where it waits for its time."""
        ...

    async def store_letter(self, names: Names, letter: DeadLetter, token: int | None) -> None:
        """Store a dead letter."""
        ...


class RabbitSubscription:
    """Deliveries of a topic; one task keeps a channel open and consumes on it."""

    def __init__(self, link: Link, names: Names, prefetch: int) -> None:
        self.link = link
        self.names = names
        self.ledger = link.ledger(names)
        self.failures: dict[str, Failures] = {}
        self._slots = Slots(prefetch)
        self._prefetch = prefetch
        self._ready: asyncio.Queue[RabbitDelivery] = asyncio.Queue()
        self._leases = LeaseWatch(link.clock)
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        self.begin(self._leases.run())
        self.begin(self._consume())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def begin(self, work: Coroutine[Any, Any, None]) -> None:
        """Do some work until the subscription ends."""
        task = asyncio.create_task(work, name=f"consume {self.names.base}")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> RabbitDelivery:
        """Wait for the next delivery."""
        while True:
            await self._slots.acquire(1)
            try:
                delivery = await self._next()
            except BaseException:
                self._slots.release(1)
                raise
            delivery.hand_over()
            self._leases.add(delivery)
            return delivery

    async def _next(self) -> RabbitDelivery:
        while (delivery := await self._ready.get()).state is not DeliveryState.OPEN:
            continue  # its channel was lost before anybody looked at it
        return delivery

    def ended(self, delivery: RabbitDelivery) -> None:
        """Free the slot of a delivery."""
        self._leases.discard(delivery)
        if delivery.handed_over:
            self._slots.release(1)

    async def _consume(self) -> None:
        while True:
            try:
                await self._session()
            except IntegrationError as error:
                self.link.trail.note(AuditKind.DEGRADED, "broker", system=SYSTEM, reason=error.message)
            except FAILURES as error:
                self.link.trail.note(AuditKind.DEGRADED, "broker", system=SYSTEM, reason=type(error).__name__)
            await self.link.clock.sleep(self.link.settings.reconnect_seconds)

    async def _session(self) -> None:
        """Consume on one channel until it is lost; what it delivered goes back to the queue then."""
        delivered: list[RabbitDelivery] = []
        async with self.link.connection.channel() as channel:
            lost = asyncio.Event()
            channel.close_callbacks.add(lambda *_: lost.set())

            async def arrive(message: AbstractIncomingMessage) -> None:
                delivery = await self._receive(message)
                if delivery is not None:
                    delivered[:] = [other for other in delivered if other.is_open]
                    delivered.append(delivery)
                    self._ready.put_nowait(delivery)

            try:
                await self._start(channel, arrive)
                await lost.wait()
            finally:
                for delivery in delivered:
                    delivery.lose()
        self.link.trail.note(AuditKind.DEGRADED, "broker", system=SYSTEM, reason="the channel was lost")

    async def _start(self, channel: AbstractChannel, arrive: Any) -> None:
        async with self.link.connection.asking("consume"):
            await channel.set_qos(prefetch_count=1 if self.names.topic.ordered else self._prefetch)
            for lane in self.names.lanes():
                queue = await channel.get_queue(self.names.queue(lane), ensure=False)
                await queue.consume(arrive)

    async def _receive(self, message: AbstractIncomingMessage) -> RabbitDelivery | None:
        try:
            return await self._look_at(message)
        except (IntegrationError, *FAILURES) as error:  # it goes back to the queue with its channel, or is asked again
            self.link.trail.note(AuditKind.DEGRADED, "broker", system=SYSTEM, reason=str(error))
            self.begin(self._give_back_later(message))
            return None

    async def _give_back_later(self, message: AbstractIncomingMessage) -> None:
        await self.link.clock.sleep(self.link.settings.reconnect_seconds)
        await give_back(message)

    async def _look_at(self, message: AbstractIncomingMessage) -> RabbitDelivery | None:
        now = self.link.clock.now()
        number = message.message_id or f"{message.consumer_tag}-{message.delivery_tag}"
        envelope = read_envelope(message.headers, number=number, now=now)
        if await self.ledger.is_settled(envelope.id, envelope.token):
            await message.ack()
            return None
        if envelope.wait_seconds > 0.0:
            await self.link.put(self.names, envelope, message.body)
            await message.ack()
            return None
        count = message.headers.get(DELIVERY_COUNT)
        receives = (count if isinstance(count, int) else 0) + 1
        failures = self.failures.get(envelope.id, Failures())
        received = envelope.received(message.body, receives - failures.uncounted)
        first = received.first_failed_at if received.first_failed_at is not None else failures.first_at
        received = Received(received.message, received.published_at, received.queued_at, received.receives, first)
        delivery = RabbitDelivery(self, message, received, envelope)
        if received.receives > self.names.topic.receives_max:
            await delivery.bury_poisoned()
            return None
        return delivery


class Failures:
    """What is known of a message of an ordered topic, beside what RabbitMQ counts.

    RabbitMQ changes no message that stays in its place; so this is known to the subscription alone, and when it ends
    the deliveries that were not to be counted are.
    """

    def __init__(self, first_at: float | None = None, uncounted: int = 0) -> None:
        self.first_at = first_at
        self.uncounted = uncounted


class RabbitDelivery(LeasedDelivery):
    """A delivery of RabbitMQ. The lease is ours alone: RabbitMQ waits for as long as the channel lives."""

    def __init__(
        self, subscription: RabbitSubscription, message: AbstractIncomingMessage, received: Received, envelope: Envelope
    ) -> None:
        super().__init__(received, subscription.link.clock, subscription.names.topic.lease_seconds)
        self._subscription = subscription
        self._link = subscription.link
        self._incoming = message
        self._envelope = envelope
        self._lost = False
        self.handed_over = False

    @property
    def is_open(self) -> bool:
        """Whether it is neither settled nor lapsed, as far as was looked at."""
        return self._state is DeliveryState.OPEN

    def hand_over(self) -> None:
        """Begin the lease: somebody has the message now."""
        self.handed_over = True
        self._lease_until = self._clock.steady() + self._lease_seconds

    def check_lease(self) -> None:
        """Let the delivery lapse when its time is over; a message that nobody has seen yet can wait."""
        if self.handed_over:
            super().check_lease()

    def lose(self) -> None:
        """Give up a delivery whose channel is gone: RabbitMQ delivers the message again."""
        self._lost = True
        self._lapse()

    async def bury_poisoned(self) -> None:
        """Make a message a dead letter that was received too often."""
        receives = self.receives - 1
        reason = POISONED.format(receives=receives)
        await self._bury(self._received.letter(reason, self._clock.now(), receives))

    async def _acknowledge(self) -> None:
        await self._end(DONE)

    async def _end(self, result: str) -> None:
        ledger = self._subscription.ledger
        await ledger.settle(self.message.id, self._envelope.token, result)
        if self.receives > 1 or self._received.first_failed_at is not None:
            await ledger.awake(self.message.id)
        self._subscription.failures.pop(self.message.id, None)
        with rabbitmq_errors("ack"):
            await self._incoming.ack()

    async def _postpone(self, delay_seconds: float, *, counted: bool) -> None:
        if delay_seconds > 0.0:
            await self._subscription.ledger.delay(self.message.id, delay_seconds)
        if self._subscription.names.topic.ordered:
            self._hold(delay_seconds, counted=counted)
        else:
            await self._put_back(delay_seconds, counted=counted)

    async def _put_back(self, delay_seconds: float, *, counted: bool) -> None:
        now = self._clock.now()
        first = self._received.first_failed_at
        changes = {
            "receives": self.receives if counted else self.receives - 1,
            "first_failed_at": now if first is None else first,
            "wait_seconds": delay_seconds,
        }
        envelope = self._envelope.model_copy(update=changes)
        await self._link.put(self._subscription.names, envelope, self.message.payload)
        with rabbitmq_errors("ack"):
            await self._incoming.ack()

    def _hold(self, delay_seconds: float, *, counted: bool) -> None:
        """Keep the message, so that nothing overtakes it, and give it back when its time has come."""
        failures = self._subscription.failures.setdefault(self.message.id, Failures(self._clock.now()))
        failures.uncounted += 0 if counted else 1
        self._subscription.begin(self._give_back_after(delay_seconds))

    async def _give_back_after(self, delay_seconds: float) -> None:
        await self._clock.sleep(delay_seconds)
        await give_back(self._incoming)

    async def _bury(self, letter: DeadLetter) -> None:
        await self._link.store_letter(self._subscription.names, letter, self._envelope.token)
        await self._end(DEAD)

    async def _keep(self) -> None:
        if self._incoming.channel.is_closed:
            self.lose()
            self._require_open()

    def _ended(self) -> None:
        self._subscription.ended(self)
        if self._state is DeliveryState.LAPSED and not self._lost:
            self._subscription.begin(give_back(self._incoming))


async def give_back(message: AbstractIncomingMessage) -> None:
    """Put a message back at the head of its queue, if its channel still lives."""
    try:
        await message.nack(requeue=True)
    except FAILURES:
        return  # the channel is gone, and with it RabbitMQ's patience
