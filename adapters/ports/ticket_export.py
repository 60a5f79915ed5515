"""The help desk's tickets of a stretch of time, for those who work through all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from ..canonical.base import Record


class ExportedTicket(Record):
    """What a customer wrote, and what the ticket is marked with."""

    id: str
    subject: str
    text: str
    created_at: datetime
    tags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ExportPage:
    """Some tickets.

    Args:
        tickets: in the order in which they were changed last; one that is changed meanwhile is told again.
        following: the cursor of the next page; ``None`` when everything has been told.
    """

    tickets: tuple[ExportedTicket, ...]
    following: str | None


class TicketExport(Protocol):
    """What nightly topics need of a help desk. Every method raises the errors of ``adapters.errors``."""

    async def count(self, since: float, until: float) -> int:
        """Return about how many tickets were created between two times, in seconds since the epoch."""
        ...

    async def page(self, since: float, until: float, cursor: str, size: int) -> ExportPage:
        """Return tickets that were created between two times, deleted ones left out.

        A ticket is told at least once, whatever happens to it meanwhile, and again after each change.

        Args:
            since, until: seconds since the epoch; what was created exactly at ``until`` is left out.
            cursor: empty for the first page, else from the page before.
            size: tickets in a page at most.
        """
        ...

    async def tag(self, ticket_id: str, tags: Sequence[str]) -> None:
        """Add tags to a ticket, those that it has not; what else is on it stays.

        Raises:
            NotFound, Rejected: it is gone, or closed for good.
            Conflict: somebody else was faster every time.
            OutcomeUnknown: it was sent, and cannot be read back now.
        """
        ...
