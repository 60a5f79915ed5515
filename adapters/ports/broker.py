"""The message broker: durable publishing, leased deliveries, dead letters, replay.

A topic is a work queue: every message goes to one of its consumers. Who needs the same message twice publishes it
to two topics; so depth, age and dead letters have one meaning, and every broker can remove what is settled.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import TracebackType
from typing import Annotated, Protocol, Self

from pydantic import AfterValidator, Field

from ..canonical.base import Record
from ..variables import Seconds

CORRELATION_ID = "correlation-id"
"""The header that joins what is done for one piece of work."""
HEADER_LENGTH_MAX = 1024


def _one_line(text: str) -> str:
    if len(text) > HEADER_LENGTH_MAX or not text.isprintable():
        raise ValueError(f"must be one line of at most {HEADER_LENGTH_MAX} printable characters")
    return text


TopicName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,62}$")]
MessageId = Annotated[str, Field(pattern=r"^[A-Za-z0-9._:/=+-]{1,128}$")]
HeaderName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,63}$")]
Line = Annotated[str, AfterValidator(_one_line)]


class Topic(Record):
    """What is promised about the messages of one topic.

    Args:
        name: lower-case letters, digits and hyphens.
        lanes: parts that are worked on independently; messages of one key are in one lane.
        ordered: deliver a lane's messages one at a time, in the order of publishing; a message that is
            retried holds its lane up.
        lease_seconds: how long a delivery can stay unsettled before the message is delivered again.
        receives_max: counted deliveries after which an unsettled message is a dead letter.
        deduplication_seconds: how long at least, from publishing, an id is recognised.
    """

    name: TopicName
    lanes: Annotated[int, Field(ge=1, le=64)] = 1
    ordered: bool = False
    lease_seconds: Seconds = 30.0
    receives_max: Annotated[int, Field(ge=1)] = 12
    deduplication_seconds: Seconds = 120.0


class Message(Record):
    """What is published.

    Args:
        id: identifies the message; publishing the same id again is recognised.
        key: messages of one key are in one lane.
        payload: the content.
        headers: a few lines of text, such as the correlation id; never a secret.
    """

    id: MessageId
    key: Line
    payload: bytes
    headers: Mapping[HeaderName, Line] = {}


class Depth(Record):
    """How full a topic is; messages that are dead are not part of the other numbers.

    Args:
        ready: can be delivered now, or as soon as their lane is free.
        in_flight: delivered and not settled.
        delayed: wait for their retry.
        dead: dead letters.
        oldest_age_seconds: time since the oldest unsettled message was published or replayed; ``None`` for none.
    """

    ready: int
    in_flight: int
    delayed: int
    dead: int
    oldest_age_seconds: float | None = None


class DeadLetter(Record):
    """A message that was given up; times are seconds since the epoch."""

    message: Message
    reason: str
    receives: int
    published_at: float
    first_failed_at: float
    last_failed_at: float


class Selection(Record):
    """Which dead letters to replay; all conditions must hold.

    Args:
        ids: message ids, ``None`` for any.
        reason_prefix: how the reason begins.
        failed_before: seconds since the epoch, ``None`` for any time.
        limit: how many at most, those that died first.
    """

    ids: frozenset[str] | None = None
    reason_prefix: str = ""
    failed_before: float | None = None
    limit: Annotated[int, Field(ge=1)] = 1000

    def matches(self, letter: DeadLetter) -> bool:
        """Return whether ``letter`` is selected, the limit apart."""
        return (
            (self.ids is None or letter.message.id in self.ids)
            and letter.reason.startswith(self.reason_prefix)
            and (self.failed_before is None or letter.last_failed_at < self.failed_before)
        )


class Delivery(Protocol):
    """One delivery of a message, to be settled once: ``ack``, ``retry`` or ``dead``.

    Every method raises ``LeaseLost`` when the delivery is settled or its lease lapsed, and ``SystemUnavailable``
    when the broker cannot be reached; the message is then delivered again.
    """

    @property
    def message(self) -> Message:
        """The message."""
        ...

    @property
    def published_at(self) -> float:
        """When the message was published, in seconds since the epoch."""
        ...

    @property
    def queued_at(self) -> float:
        """When its life in the queue began: when it was published, or last replayed."""
        ...

    @property
    def receives(self) -> int:
        """Deliveries held against the message since then, this one included."""
        ...

    @property
    def lease_until(self) -> float:
        """When the lease lapses unless it is extended, in seconds since the epoch."""
        ...

    async def ack(self) -> None:
        """Settle the message: it is done, and the broker has confirmed that it knows."""
        ...

    async def retry(self, delay_seconds: float, *, counted: bool = True) -> None:
        """Give the message back, to be delivered again no sooner than ``delay_seconds`` from now.

        Args:
            delay_seconds: 0 or more.
            counted: ``False`` when nothing was tried, so that this delivery is not held against the message.
        """
        ...

    async def dead(self, reason: str) -> None:
        """Make the message a dead letter; ``reason`` is masked before it is stored."""
        ...

    async def extend(self) -> None:
        """Begin the lease anew."""
        ...


class Subscription(Protocol):
    """Deliveries as they come, at most ``prefetch`` of them unsettled; survives the broker's restarts.

    Leaving the context gives back what was not settled.
    """

    async def __aenter__(self) -> Self:
        """Begin to receive."""
        ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop receiving."""
        ...

    def __aiter__(self) -> Self:
        """Return itself."""
        ...

    async def __anext__(self) -> Delivery:
        """Wait for the next delivery."""
        ...


class Broker(Protocol):
    """A broker with its topics, which it was given when it was made."""

    async def publish(self, topic: str, message: Message) -> bool:
        """Store ``message`` durably.

        Returns:
            ``False`` when its id is known already; nothing is stored then.

        Raises:
            ConfigurationError: no such topic.
            Rejected: the broker does not take it, because it is too large for example.
            SystemUnavailable: it was not stored.
            OutcomeUnknown: nobody knows; publish it again under the same id.
        """
        ...

    def subscribe(self, topic: str, *, prefetch: int) -> Subscription:
        """Return a new subscription, to be used as a context and an iterator.

        Raises:
            ConfigurationError: no such topic, or a prefetch below 1.
        """
        ...

    async def depth(self, topic: str) -> Depth:
        """Count the messages of a topic."""
        ...

    async def dead_letters(self, topic: str, limit: int = 100) -> list[DeadLetter]:
        """Return dead letters, those that died first at the front; they stay where they are."""
        ...

    async def replay(self, topic: str, selection: Selection) -> list[str]:
        """Put the selected dead letters back, each exactly once; return their ids.

        A replayed message begins a new life: its deliveries are counted from 0.
        """
        ...

    async def close(self) -> None:
        """Close all connections; a second call does nothing."""
        ...
