"""Pulling messages out of JetStream."""

from __future__ import annotations

import asyncio
import json
from types import TracebackType
from typing import Protocol, Self

from nats.aio.client import Client
from nats.aio.msg import Msg
from nats.errors import Error as NatsError

from ..clock import Clock
from ..errors import IntegrationError
from ..ports.broker import DeadLetter, Topic
from .delivery import POISONED, DeliveryState, LeasedDelivery, Received
from .envelope import read_envelope
from .leases import LeaseWatch
from .nats_failures import nats_errors
from .nats_settings import NatsSettings
from .nats_streams import Names, Note, Notes
from .slots import Slots

PULL_SECONDS = 5.0
"""How long one request for messages waits at the server."""
SHARED_PULL_SECONDS = 0.1
"""The same, where there are more lanes than messages may be taken at once: lanes take turns."""
GRACE_SECONDS = 1.0
PAUSE_SECONDS = 0.2
NANOSECONDS = 1_000_000_000

_Arrival = Msg | None


class Link(Protocol):
    """The connection, and what goes with it."""

    client: Client
    clock: Clock
    settings: NatsSettings

    def notes(self, topic: Topic) -> Notes:
        """Return the notes of a topic."""
        ...

    def forget(self, subscription: NatsSubscription) -> None:
        """Tell a subscription no more that the connection is back."""
        ...

    async def store_letter(self, names: Names, number: int, letter: DeadLetter) -> None:
        """Store a dead letter."""
        ...


class NatsSubscription:
    """Deliveries of a topic; one task asks every consumer for as many messages as there are free slots."""

    def __init__(self, link: Link, names: Names, prefetch: int) -> None:
        self.link = link
        self.names = names
        self.slots = Slots(prefetch)
        self._prefetch = prefetch
        self._ready: asyncio.Queue[NatsDelivery] = asyncio.Queue()
        self._arrivals: dict[str, asyncio.Queue[_Arrival]] = {}
        self._leases = LeaseWatch(link.clock)
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Self:
        self._tasks.append(asyncio.create_task(self._leases.run(), name=f"leases {self.names.queue}"))
        for consumer in self.names.consumers():
            self._arrivals[consumer] = asyncio.Queue()
            self._tasks.append(asyncio.create_task(self._pull(consumer), name=f"pull {self.names.queue} {consumer}"))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(_give_back(delivery) for delivery in self._leases.open()))
        self.link.forget(self)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> NatsDelivery:
        """Wait for the next delivery."""
        while (delivery := await self._ready.get()).state is not DeliveryState.OPEN:
            continue  # it lapsed before anybody looked at it
        return delivery

    def reconnected(self) -> None:
        """Ask again: requests that were waiting at the server are gone."""
        for arrivals in self._arrivals.values():
            arrivals.put_nowait(None)

    def ended(self, delivery: NatsDelivery) -> None:
        """Free the slot of a delivery."""
        self._leases.discard(delivery)
        self.slots.release(1)

    async def _pull(self, consumer: str) -> None:
        inbox = self.link.client.new_inbox()
        arrivals = self._arrivals[consumer]

        async def arrive(message: Msg) -> None:
            arrivals.put_nowait(message)

        subscription = await self.link.client.subscribe(inbox, cb=arrive)
        try:
            while True:
                wanted = await self.slots.acquire(1 if self.names.topic.ordered else self._prefetch)
                taken = 0
                try:
                    taken = await self._ask(consumer, inbox, wanted)
                finally:
                    self.slots.release(wanted - taken)
        finally:
            if not self.link.client.is_closed:
                await subscription.unsubscribe()
                await self._return_unread(arrivals)

    async def _return_unread(self, arrivals: asyncio.Queue[_Arrival]) -> None:
        while not arrivals.empty():
            message = arrivals.get_nowait()
            if message is not None and not _is_status(message):
                await self.link.client.publish(message.reply, b"-NAK")

    async def _ask(self, consumer: str, inbox: str, wanted: int) -> int:
        """Ask for ``wanted`` messages and take what comes; return how many are deliveries now."""
        seconds = PULL_SECONDS if self._prefetch >= len(self._arrivals) else SHARED_PULL_SECONDS
        request = {"batch": wanted, "expires": int(seconds * NANOSECONDS)}
        subject = f"$JS.API.CONSUMER.MSG.NEXT.{self.names.queue}.{consumer}"
        taken = 0
        try:
            await self.link.client.publish(subject, json.dumps(request).encode(), reply=inbox)
            async with asyncio.timeout(seconds + GRACE_SECONDS):
                while taken < wanted and (message := await self._arrivals[consumer].get()) is not None:
                    if _is_status(message):
                        break
                    taken += await self._take(message)
        except TimeoutError:
            return taken  # the server, or the connection, went away
        except (NatsError, OSError):
            await self.link.clock.sleep(PAUSE_SECONDS)
        return taken

    async def _take(self, message: Msg) -> int:
        try:
            delivery = await self._receive(message)
        except IntegrationError:
            return 0  # it cannot be looked up now; its lease lapses, and it is delivered again
        if delivery is None:
            return 0
        self._leases.add(delivery)
        self._ready.put_nowait(delivery)
        return 1

    async def _receive(self, message: Msg) -> NatsDelivery | None:
        metadata = message.metadata
        number, count = metadata.sequence.stream, metadata.num_delivered
        envelope = read_envelope(message.headers, number=str(number), now=self.link.clock.now())
        if count == 1:
            return NatsDelivery(self, message, number, envelope.received(message.data, 1), None)
        notes = self.link.notes(self.names.topic)
        with nats_errors("receive", changes=False):
            note = await notes.read(number)
            buried = await notes.is_dead(number)
        note = note or Note(first_failed_at=self.link.clock.now())
        received = envelope.received(message.data, count - note.uncounted)
        received = _failed(received, note.first_failed_at)
        delivery = NatsDelivery(self, message, number, received, note)
        if buried:
            await delivery.drop()
            return None
        if received.receives > self.names.topic.receives_max:
            await delivery.bury_poisoned()
            return None
        with nats_errors("receive"):
            await notes.write(number, note.model_copy(update={"due_at": 0.0}))
        return delivery


class NatsDelivery(LeasedDelivery):
    """A delivery of JetStream; ``number`` is the message's sequence in the stream."""

    def __init__(
        self, subscription: NatsSubscription, message: Msg, number: int, received: Received, note: Note | None
    ) -> None:
        link = subscription.link
        super().__init__(received, link.clock, subscription.names.topic.lease_seconds)
        self._subscription = subscription
        self._link = link
        self._message = message
        self._note = note
        self.number = number

    async def drop(self) -> None:
        """Acknowledge a message whose dead letter is stored already."""
        await self._acknowledge()

    async def bury_poisoned(self) -> None:
        """Make a message a dead letter that was received too often."""
        receives = self.receives - 1
        reason = POISONED.format(receives=receives)
        await self._bury(self._received.letter(reason, self._clock.now(), receives))

    async def _acknowledge(self) -> None:
        await self._answer("ack", b"+ACK")
        if self._note is not None:
            with nats_errors("forget the note"):
                await self._notes.remove(self.number)

    async def _postpone(self, delay_seconds: float, *, counted: bool) -> None:
        known = self._note or Note(first_failed_at=self._clock.now())
        note = Note(
            first_failed_at=known.first_failed_at,
            due_at=self._clock.now() + delay_seconds,
            uncounted=known.uncounted + (0 if counted else 1),
        )
        with nats_errors("note the failure"):
            await self._notes.write(self.number, note)
        delay = json.dumps({"delay": int(delay_seconds * NANOSECONDS)})
        await self._answer("nak", b"-NAK" if delay_seconds == 0.0 else f"-NAK {delay}".encode())

    async def _bury(self, letter: DeadLetter) -> None:
        await self._link.store_letter(self._subscription.names, self.number, letter)
        await self._acknowledge()

    async def _keep(self) -> None:
        await self._answer("extend", b"+WPI")

    async def _answer(self, operation: str, body: bytes) -> None:
        """Send an acknowledgement of some kind, and wait until the server has confirmed it."""
        with nats_errors(operation):
            await self._link.client.request(self._message.reply, body, timeout=self._link.settings.timeout_seconds)

    @property
    def _notes(self) -> Notes:
        return self._link.notes(self._subscription.names.topic)

    def _ended(self) -> None:
        self._subscription.ended(self)


async def _give_back(delivery: LeasedDelivery) -> None:
    try:
        await delivery.retry(0.0, counted=False)
    except IntegrationError:
        return  # its lease lapses, and it is delivered again


def _is_status(message: Msg) -> bool:
    return not message.reply and "Status" in (message.headers or {})


def _failed(received: Received, first_failed_at: float) -> Received:
    return Received(received.message, received.published_at, received.queued_at, received.receives, first_failed_at)
