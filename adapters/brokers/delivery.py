"""What all deliveries have in common: a lease, and that they are settled once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from enum import StrEnum

from ..clock import Clock
from ..masking import mask
from ..ports.broker import DeadLetter, Message
from ..stores.errors import LeaseLost

REASON_LENGTH_MAX = 1024
POISONED = "Poisoned: received {receives} times and never settled"


class DeliveryState(StrEnum):
    """Where a delivery is; only an open one can be settled."""

    OPEN = "open"
    SETTLED = "settled"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Received:
    """A message as a broker handed it over; times are seconds since the epoch."""

    message: Message
    published_at: float
    queued_at: float
    receives: int
    first_failed_at: float | None = None

    def letter(self, reason: str, now: float, receives: int | None = None) -> DeadLetter:
        """Return the dead letter that this message becomes now."""
        return DeadLetter(
            message=self.message,
            reason=mask(reason)[:REASON_LENGTH_MAX],
            receives=self.receives if receives is None else receives,
            published_at=self.published_at,
            first_failed_at=now if self.first_failed_at is None else self.first_failed_at,
            last_failed_at=now,
        )


class LeasedDelivery(ABC):
    """A delivery that knows when its lease lapses, whatever the broker would still accept.

    JetStream takes an acknowledgement that comes after the message was given to somebody else, and RabbitMQ knows
    no leases; so the time is kept here.
    """

    def __init__(self, received: Received, clock: Clock, lease_seconds: float) -> None:
        self._received = received
        self._clock = clock
        self._lease_seconds = lease_seconds
        self._lease_until = clock.steady() + lease_seconds
        self._state = DeliveryState.OPEN

    @property
    def message(self) -> Message:
        """The message."""
        return self._received.message

    @property
    def published_at(self) -> float:
        """When the message was published."""
        return self._received.published_at

    @property
    def queued_at(self) -> float:
        """When the message was published or last replayed."""
        return self._received.queued_at

    @property
    def receives(self) -> int:
        """Deliveries held against the message, this one included."""
        return self._received.receives

    @property
    def lease_until(self) -> float:
        """When the lease lapses, in steady seconds."""
        return self._lease_until

    @property
    def state(self) -> DeliveryState:
        """Whether it can still be settled."""
        self.check_lease()
        return self._state

    def check_lease(self) -> None:
        """Let the delivery lapse when its time is over."""
        if self._state is DeliveryState.OPEN and self._clock.steady() >= self._lease_until:
            self._lapse()

    async def ack(self) -> None:
        """Settle the message."""
        self._require_open()
        await self._acknowledge()
        self._settle()

    async def retry(self, delay_seconds: float, *, counted: bool = True) -> None:
        """Give the message back."""
        self._require_open()
        await self._postpone(max(0.0, delay_seconds), counted=counted)
        self._settle()

    async def dead(self, reason: str) -> None:
        """Make the message a dead letter."""
        self._require_open()
        await self._bury(self._received.letter(reason, self._clock.now()))
        self._settle()

    async def extend(self) -> None:
        """Begin the lease anew."""
        self._require_open()
        until = self._clock.steady() + self._lease_seconds
        await self._keep()
        self._lease_until = until

    def _require_open(self) -> None:
        if self.state is not DeliveryState.OPEN:
            raise LeaseLost(f"{self.message.id}: this delivery is {self._state}")

    def _settle(self) -> None:
        self._state = DeliveryState.SETTLED
        self._ended()

    def _lapse(self) -> None:
        if self._state is DeliveryState.OPEN:
            self._state = DeliveryState.LAPSED
            self._ended()

    @abstractmethod
    async def _acknowledge(self) -> None:
        """Tell the broker that the message is done."""

    @abstractmethod
    async def _postpone(self, delay_seconds: float, *, counted: bool) -> None:
        """Tell the broker to deliver the message again later."""

    @abstractmethod
    async def _bury(self, letter: DeadLetter) -> None:
        """Tell the broker to store ``letter`` and forget the message."""

    @abstractmethod
    async def _keep(self) -> None:
        """Tell the broker that the lease begins anew."""

    @abstractmethod
    def _ended(self) -> None:
        """Free what this delivery took up; called once."""
