"""The way out of a simulator: whoever runs the world carries its webhooks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

Failure = Literal["timeout", "refused", "reset", "tls", "unreachable"]


@dataclass(frozen=True)
class Parcel:
    """One attempt to deliver a webhook.

    Args:
        url: where it goes.
        headers: as sent, signature included.
        body: as signed.
        timeout_seconds: how long the vendor waits for an answer.
        event_id: the vendor's id of the event, the same over all attempts.
        attempt: 1 for the first.
        method: nearly always POST.
    """

    url: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    timeout_seconds: float
    event_id: str
    attempt: int = 1
    method: str = "POST"


@dataclass(frozen=True)
class DeliveryOutcome:
    """What became of an attempt.

    Args:
        status: the receiver's status code; ``None`` when it gave none.
        failure: why there is no status.
        headers: of the answer, names in lower case.
        body: of the answer.
        duration_seconds: how long the receiver took.
    """

    status: int | None
    failure: Failure | None = None
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    duration_seconds: float = 0.0

    @property
    def delivered(self) -> bool:
        """Whether the receiver accepted."""
        return self.status is not None and 200 <= self.status < 300

    def header(self, name: str) -> str | None:
        """Return a header of the answer."""
        return next((value for key, value in self.headers if key == name.lower()), None)


class Courier(Protocol):
    """Carries parcels in a world."""

    def send(self, parcel: Parcel, done: Callable[[DeliveryOutcome], None]) -> None:
        """Start to deliver ``parcel`` and return; ``done`` is told what became of it."""
        ...


class NoCourier:
    """A world without a way out: every parcel fails as unreachable."""

    def send(self, parcel: Parcel, done: Callable[[DeliveryOutcome], None]) -> None:
        """Report that nothing can be reached."""
        done(DeliveryOutcome(None, "unreachable"))
