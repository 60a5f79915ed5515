"""The help desk: where tickets come from and where triage writes its decision."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from ..canonical import Ticket, TicketChange
from ..canonical.base import Record


class TicketEvent(Record):
    """A verified webhook event: ``event_id`` is the vendor's delivery-independent id, ``ticket_id`` the ticket."""

    event_id: str
    ticket_id: str
    kind: str


class Helpdesk(Protocol):
    """What triage needs of a help desk. Every method raises the errors of ``adapters.errors``."""

    async def ticket(self, ticket_id: str) -> Ticket:
        """Read one ticket with its requester's e-mail address."""
        ...

    async def apply(self, ticket: Ticket, change: TicketChange) -> None:
        """Write ``change`` on ``ticket`` exactly once, whatever happens to the answers.

        Raises:
            Conflict: the ticket changed since ``ticket`` was read, and not by this change.
        """
        ...

    async def annotate(self, ticket_id: str, key: str, note: str) -> None:
        """Add an internal note once; ``key`` makes it recognisable."""
        ...

    def verify(self, headers: Mapping[str, str], body: bytes) -> TicketEvent | None:
        """Check signature and time window of a webhook and read it.

        Returns:
            The event, or ``None`` for a genuine delivery that does not concern triage.

        Raises:
            Rejected: not signed by the vendor, or outside the time window.
            ContractError: genuine, but not understood.
        """
        ...
