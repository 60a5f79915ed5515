"""Where documents arrive: what tells of them, what lists them, and what gives their content out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from ..canonical.base import Record


class Challenge(Record):
    """The vendor asks whether the receiver is there; ``answer`` is what it wants to hear."""

    answer: str


class DocumentEvent(Record):
    """A verified event: a document is there. ``event_id`` is the same in every delivery of the event."""

    event_id: str
    document_id: str


class EventsDropped(Record):
    """The vendor tells that it has left events out."""

    reason: str


Notice = Challenge | DocumentEvent | EventsDropped
"""What a genuine delivery can say."""


class Document(Record):
    """A document without its content.

    ``address`` is where the vendor gives the content out; ``created_at`` carries a time zone.
    """

    id: str
    name: str
    media_type: str
    size_bytes: int
    created_at: datetime
    address: str


class Documents(Protocol):
    """What an intake needs of a system that documents arrive in. Methods raise the errors of ``adapters.errors``."""

    def verify(self, headers: Mapping[str, str], body: bytes) -> Notice | None:
        """Check signature and time window of a delivery, and read it.

        Returns:
            What it says; ``None`` for a genuine delivery that does not concern documents.

        Raises:
            Rejected: not signed by the vendor, or outside the time window.
            ContractError: genuine, but not understood.
        """
        ...

    async def document(self, document_id: str) -> Document:
        """Describe a document.

        Raises:
            NotFound: there is none any more, or we must not see it.
        """
        ...

    async def content(self, document: Document) -> bytes:
        """Fetch the content of a document.

        Raises:
            Rejected: it is longer than is taken.
            SystemUnavailable: what came is not the whole document.
            ContractError: its address is not one that the vendor gives contents out at.
        """
        ...

    async def time(self) -> float:
        """Return the time at the system, in seconds since the epoch: the one that its documents carry.

        Raises:
            TransientError: it could not be asked for.
        """
        ...

    async def created_between(self, since: float, until: float) -> tuple[str, ...]:
        """Return the ids of all documents created in a span of time, the oldest first, each once.

        Args:
            since, until: seconds since the epoch, both inclusive.

        Raises:
            TransientError: the list could not be read, or did not stand still for long enough.
        """
        ...
