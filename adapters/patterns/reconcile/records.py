"""What both systems say of a ticket, and the message that announces one."""

from __future__ import annotations

from typing import Protocol

from ...canonical import Message
from ...canonical.base import Record

UNSET = "unset"


class TicketState(Record):
    """A ticket as the help desk has it; ``marked`` tells that a note says it was announced.

    ``opened_at`` is in seconds since the epoch; ``gone`` tells that the ticket was deleted.
    """

    id: str
    priority: str
    opened_at: float
    marked: bool
    gone: bool


class Announcement(Record):
    """A ticket as the chat has it; ``id`` is the message's own."""

    id: str
    ticket_id: str
    priority: str


class Tickets(Protocol):
    """The side that is right: the help desk. Methods raise the errors of ``adapters.errors``."""

    async def time(self) -> float:
        """Return the time at the help desk, in seconds since the epoch: the one that its tickets carry."""
        ...

    async def changed_since(self, moment: float) -> tuple[TicketState, ...]:
        """Return the tickets that changed since a time, in seconds since the epoch, each once."""
        ...

    async def state(self, ticket_id: str) -> TicketState:
        """Return one ticket as it is now; a deleted one is ``gone``."""
        ...


class Announcements(Protocol):
    """The side that follows: the chat. Methods raise the errors of ``adapters.errors``."""

    async def said_since(self, moment: float) -> tuple[Announcement, ...]:
        """Return the announcements since a time, in seconds since the epoch, the oldest first."""
        ...

    async def correct(self, announcement: Announcement, message: Message) -> None:
        """Put ``message`` in the place of an announcement; doing so twice changes nothing more."""
        ...

    async def remove(self, announcement: Announcement) -> None:
        """Take an announcement back; one that is gone already is as good."""
        ...


def key_of(ticket_id: str) -> str:
    """Return the key under which a ticket is announced and marked: one per ticket, whoever does it."""
    return f"announce:{ticket_id}"


def message_for(ticket: TicketState, channel: str) -> Message:
    """Return the announcement of a ticket: ids and our own words only, nothing that the customer wrote."""
    fields = (("ticket_id", ticket.id), ("priority", ticket.priority), ("opened_at", f"{ticket.opened_at:.0f}"))
    text = f"Ticket {ticket.id} was opened, priority {ticket.priority}"
    return Message(key=key_of(ticket.id), channel=channel, text=text, fields=fields)
