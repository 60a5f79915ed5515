"""A broker in memory: the same promises as the others, all time from the clock, gone with the process."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Self

from ..clock import Clock
from ..errors import SystemUnavailable
from ..ports.broker import DeadLetter, Depth, Message, Selection, Topic
from ..stores.errors import LeaseLost
from ..wake import Wake
from .delivery import LeasedDelivery
from .memory_queue import Entry, MemoryQueue
from .topics import Topics

SYSTEM = "memory"


class MemoryBroker:
    """Topics in memory; no task and no thread of its own.

    Args:
        topics: what there is.
        clock: every time and every wait.
    """

    def __init__(self, topics: Sequence[Topic], *, clock: Clock) -> None:
        self._topics = Topics(topics)
        self._clock = clock
        self._queues = {topic.name: MemoryQueue(topic, clock) for topic in self._topics}
        self._waiting: dict[str, list[Wake]] = {topic.name: [] for topic in self._topics}
        self._closed = False

    async def publish(self, topic: str, message: Message) -> bool:
        """Store ``message``; ``False`` when its id is known."""
        stored = self._queue(topic).put(message)
        self.wake(topic)
        return stored

    def subscribe(self, topic: str, *, prefetch: int) -> MemorySubscription:
        """Return a new subscription."""
        return MemorySubscription(self, self._topics.subscribed(topic, prefetch), self._queue(topic), prefetch)

    async def depth(self, topic: str) -> Depth:
        """Count the messages of a topic."""
        queue = self._queue(topic)
        queue.expire()
        return queue.depth()

    async def dead_letters(self, topic: str, limit: int = 100) -> list[DeadLetter]:
        """Return dead letters."""
        return self._queue(topic).dead_letters(limit)

    async def replay(self, topic: str, selection: Selection) -> list[str]:
        """Put dead letters back."""
        replayed = self._queue(topic).replay(selection)
        self.wake(topic)
        return replayed

    async def close(self) -> None:
        """End every subscription."""
        self._closed = True
        for topic in self._waiting:
            self.wake(topic)

    @property
    def clock(self) -> Clock:
        """The clock."""
        return self._clock

    @property
    def closed(self) -> bool:
        """Whether it was closed."""
        return self._closed

    def new_wake(self, topic: str) -> Wake:
        """Return what a subscription to ``topic`` waits for."""
        wake = Wake()
        self._waiting[topic].append(wake)
        return wake

    def forget(self, topic: str, wake: Wake) -> None:
        """Wake a subscription no more."""
        self._waiting[topic] = [other for other in self._waiting[topic] if other is not wake]

    def wake(self, topic: str) -> None:
        """Let every subscription to ``topic`` look again."""
        for wake in self._waiting[topic]:
            wake.set()

    def _queue(self, topic: str) -> MemoryQueue:
        if self._closed:
            raise SystemUnavailable("the broker is closed", system=SYSTEM)
        return self._queues[self._topics.named(topic).name]


class MemorySubscription:
    """Takes messages from a queue in memory."""

    def __init__(self, broker: MemoryBroker, topic: Topic, queue: MemoryQueue, prefetch: int) -> None:
        self._broker = broker
        self._topic = topic
        self._queue = queue
        self._prefetch = prefetch
        self._open: dict[int, MemoryDelivery] = {}
        self._wake: Wake | None = None

    async def __aenter__(self) -> Self:
        self._wake = self._broker.new_wake(self._topic.name)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._wake is not None:
            self._broker.forget(self._topic.name, self._wake)
        for delivery in list(self._open.values()):
            delivery.give_back()
        self._broker.wake(self._topic.name)

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> MemoryDelivery:
        """Wait for the next delivery; the end comes when the broker is closed."""
        if self._wake is None:
            raise AssertionError("a subscription is used as a context")
        while not self._broker.closed:
            self._queue.expire()
            self._drop_lapsed()
            entry = self._queue.take() if len(self._open) < self._prefetch else None
            if entry is not None:
                return self._deliver(entry)
            await self._wake.wait(self._queue.next_change_seconds())
        raise StopAsyncIteration

    def _drop_lapsed(self) -> None:
        for delivery in list(self._open.values()):
            delivery.check_lease()

    def _deliver(self, entry: Entry) -> MemoryDelivery:
        delivery = MemoryDelivery(self._queue, entry, self)
        self._open[entry.sequence] = delivery
        return delivery

    def ended(self, delivery: MemoryDelivery) -> None:
        """Count ``delivery`` no more."""
        if self._open.get(delivery.sequence) is delivery:
            del self._open[delivery.sequence]
        self._broker.wake(self._topic.name)

    @property
    def clock(self) -> Clock:
        """The broker's clock."""
        return self._broker.clock

    @property
    def lease_seconds(self) -> float:
        """The topic's lease."""
        return self._topic.lease_seconds


class MemoryDelivery(LeasedDelivery):
    """A delivery from a queue in memory."""

    def __init__(self, queue: MemoryQueue, entry: Entry, subscription: MemorySubscription) -> None:
        super().__init__(entry.received, subscription.clock, subscription.lease_seconds)
        self._queue = queue
        self._subscription = subscription
        self._lease = entry.lease
        self.sequence = entry.sequence

    def give_back(self) -> None:
        """Put the message back as if it had not been delivered."""
        try:
            self._queue.return_unused(self.sequence, self._lease)
        except LeaseLost:
            return  # it lapsed, and is back already
        finally:
            self._lapse()

    async def _acknowledge(self) -> None:
        self._queue.acknowledge(self.sequence, self._lease)

    async def _postpone(self, delay_seconds: float, *, counted: bool) -> None:
        self._queue.postpone(self.sequence, self._lease, delay_seconds, counted=counted)

    async def _bury(self, letter: DeadLetter) -> None:
        self._queue.bury(self.sequence, self._lease, letter)

    async def _keep(self) -> None:
        self._queue.extend(self.sequence, self._lease)

    def _ended(self) -> None:
        self._subscription.ended(self)
