"""Resolves discrepancies, each kind by its declared rule; announces tickets."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from ...canonical.base import Record
from ...ports import Chat, Helpdesk
from .comparison import Discrepancy, Kind
from .records import Announcement, Announcements, Tickets, TicketState, key_of, message_for


class Rule(Record):
    """What is done about a kind of discrepancy; ``decision`` says so in words, for the log."""

    name: str
    decision: str


RULES: Mapping[Kind, Rule] = {
    Kind.MISSING: Rule(name="announce", decision="the help desk is right: the ticket is announced and marked"),
    Kind.DIFFERENT: Rule(name="correct", decision="the help desk is right: the announcement is corrected in place"),
    Kind.UNMARKED: Rule(name="mark", decision="the chat has it: the ticket is marked as announced"),
    Kind.DOUBLED: Rule(name="remove-younger", decision="the oldest announcement stays, the younger one is removed"),
    Kind.ORPHANED: Rule(name="remove", decision="the help desk is right: the announcement is removed"),
}
"""By kind: how it is resolved."""


class Repairer:
    """Makes the systems agree about one ticket. Everything it does can be done again without further effect.

    Args:
        tickets, announcements: the two sides.
        helpdesk: where tickets are marked.
        chat: where they are announced.
        channel: in which channel.
    """

    def __init__(
        self, tickets: Tickets, announcements: Announcements, helpdesk: Helpdesk, chat: Chat, *, channel: str
    ) -> None:
        self._tickets = tickets
        self._announcements = announcements
        self._helpdesk = helpdesk
        self._chat = chat
        self._channel = channel
        self._actions: Mapping[str, Callable[[Discrepancy], Awaitable[None]]] = {
            "announce": self._announce,
            "correct": self._correct,
            "mark": self._mark,
            "remove-younger": self._remove,
            "remove": self._remove,
        }

    async def resolve(self, discrepancy: Discrepancy) -> None:
        """Apply the rule of a discrepancy.

        Raises:
            IntegrationError: it could not be applied, or nobody knows whether it was.
        """
        await self._actions[RULES[discrepancy.kind].name](discrepancy)

    async def announce(self, ticket_id: str) -> None:
        """Announce a ticket as it is now, and mark it; a deleted one is left alone.

        Raises:
            IntegrationError: as for ``resolve``.
        """
        ticket = await self._tickets.state(ticket_id)
        if not ticket.gone:
            await self._say(ticket)

    async def _announce(self, discrepancy: Discrepancy) -> None:
        await self._say(discrepancy.ticket)

    async def _say(self, ticket: TicketState) -> None:
        # always in doubt: another delivery, an earlier run or a process that died may have said it
        posted = await self._chat.post(message_for(ticket, self._channel), in_doubt=True)
        await self._note(ticket.id, posted.id)

    async def _correct(self, discrepancy: Discrepancy) -> None:
        await self._announcements.correct(_wrong(discrepancy), message_for(discrepancy.ticket, self._channel))

    async def _mark(self, discrepancy: Discrepancy) -> None:
        await self._note(discrepancy.ticket.id, _wrong(discrepancy).id)

    async def _remove(self, discrepancy: Discrepancy) -> None:
        await self._announcements.remove(_wrong(discrepancy))

    async def _note(self, ticket_id: str, message_id: str) -> None:
        await self._helpdesk.annotate(ticket_id, key_of(ticket_id), f"Announced in the chat as {message_id}.")


def _wrong(discrepancy: Discrepancy) -> Announcement:
    if discrepancy.announcement is None:
        raise AssertionError(f"{discrepancy.kind} concerns an announcement")
    return discrepancy.announcement
