"""The queues of a topic in RabbitMQ.

Messages that are not settled lie in quorum queues, one for every lane of an ordered topic and one for any other.
An ordered lane has a single active consumer that holds one message; a message given back goes to the head of a quorum
queue. Retries of other topics wait in queues that let messages expire into the queue they came from. Messages expire
in the order in which they came, so there is a queue for every length of waiting on the ladder, and a longer wait takes
several of them.

All queues are made when a broker connects, and none later: RabbitMQ 3.10 writes down which quorum queues a node has
about three seconds late, and a queue that is missing there when the node is killed has no leader afterwards.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Any

from aio_pika import ExchangeType
from aio_pika.abc import AbstractChannel, AbstractQueue

from ..ports.broker import Topic
from .lanes import lane_of

LADDER_SECONDS = (0.05, 0.2, 1.0, 5.0, 20.0, 60.0, 300.0, 1800.0)
TOLERANCE = 1.25
"""A step of the ladder that is longer than the wait by no more than this saves shorter ones."""
UNLIMITED = 1_000_000_000
"""A delivery limit that is never reached; RabbitMQ 4 has one of 20 unless it is told otherwise."""
SPARE_DELIVERIES = 100
"""Deliveries beyond ours at which RabbitMQ itself makes a dead letter; ours come first while this code runs."""


def step_of(delay_seconds: float) -> float:
    """Return the step of the ladder on which a message waits next."""
    position = bisect_right(LADDER_SECONDS, delay_seconds)
    longer = LADDER_SECONDS[position] if position < len(LADDER_SECONDS) else float("inf")
    if position == 0 or longer <= delay_seconds * TOLERANCE:
        return longer
    return LADDER_SECONDS[position - 1]


@dataclass(frozen=True, slots=True)
class Names:
    """What the parts of a topic are called."""

    namespace: str
    topic: Topic

    @property
    def base(self) -> str:
        """What all names of the topic begin with; also the exchange that leads to its lanes."""
        return f"{self.namespace}.{self.topic.name}"

    @property
    def dead(self) -> str:
        """The queue of dead letters."""
        return f"{self.base}.dead"

    @property
    def published(self) -> str:
        """The scope of the claims under which messages were published."""
        return f"rabbitmq/{self.base}/published"

    @property
    def delayed(self) -> str:
        """The scope of the claims for messages that wait for their retry."""
        return f"rabbitmq/{self.base}/delayed"

    def lanes(self) -> list[str]:
        """Return the routing keys of the lanes."""
        if not self.topic.ordered:
            return ["all"]
        return [str(lane) for lane in range(self.topic.lanes)]

    def lane(self, key: str) -> str:
        """Return the routing key of the lane to which ``key`` belongs."""
        return str(lane_of(key, self.topic.lanes)) if self.topic.ordered else "all"

    def queue(self, lane: str) -> str:
        """Return the queue of a lane."""
        return f"{self.base}.lane.{lane}"

    def waiting(self, seconds: float) -> str:
        """Return the exchange, and the queue behind it, where messages wait."""
        return f"{self.base}.wait.{round(seconds * 1000)}"


async def declare(channel: AbstractChannel, names: Names) -> None:
    """Make what is missing of a topic.

    Raises:
        ChannelPreconditionFailed: it exists in another shape.
    """
    exchange = await channel.declare_exchange(names.base, ExchangeType.DIRECT, durable=True)
    await channel.declare_queue(
        names.dead, durable=True, arguments={"x-queue-type": "quorum", "x-delivery-limit": UNLIMITED}
    )
    for lane in names.lanes():
        queue = await channel.declare_queue(names.queue(lane), durable=True, arguments=_lane_arguments(names))
        await queue.bind(exchange, lane)
    for seconds in () if names.topic.ordered else LADDER_SECONDS:
        await _declare_waiting(channel, names, seconds)


def _lane_arguments(names: Names) -> dict[str, Any]:
    return {
        "x-queue-type": "quorum",
        **({"x-single-active-consumer": True} if names.topic.ordered else {}),
        "x-delivery-limit": names.topic.receives_max + SPARE_DELIVERIES,
        "x-dead-letter-exchange": "",
        "x-dead-letter-routing-key": names.dead,
        **_KEPT,
    }


_KEPT: dict[str, Any] = {"x-dead-letter-strategy": "at-least-once", "x-overflow": "reject-publish"}
"""A dead-lettered message is removed once the next queue has confirmed it; RabbitMQ wants both settings together."""


async def _declare_waiting(channel: AbstractChannel, names: Names, seconds: float) -> None:
    name = names.waiting(seconds)
    arguments: dict[str, Any] = {
        "x-queue-type": "quorum",
        "x-message-ttl": round(seconds * 1000),
        "x-dead-letter-exchange": names.base,
        **_KEPT,
    }
    exchange = await channel.declare_exchange(name, ExchangeType.FANOUT, durable=True)
    queue = await channel.declare_queue(name, durable=True, arguments=arguments)
    await queue.bind(exchange)


async def count_messages(channel: AbstractChannel, name: str) -> int:
    """Return how many messages of a queue are ready to be delivered."""
    queue: AbstractQueue = await channel.declare_queue(name, passive=True)
    return queue.declaration_result.message_count or 0
