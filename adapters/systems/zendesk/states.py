"""The state of a ticket: read before a change, and read back after one whose end is not known."""

from __future__ import annotations

from collections.abc import Collection
from urllib.parse import quote

from ...clock import Clock
from ...errors import Conflict, ContractError, DeadlineExceeded, OutcomeUnknown, TransientError
from ...outbound.intent import Intent
from ..calls import Calls
from ..wire import read
from . import normaliser, wire
from .limits import UPDATE_TICKET
from .settings import ZendeskSettings

SYSTEM = "zendesk"
SHOW = Intent("ShowTicket", idempotent=True)
UNSETTLED = (Conflict, OutcomeUnknown, DeadlineExceeded, ContractError)
"""After these a write may be on the ticket: its answer was lost or unreadable, or it met its own first copy."""


class TicketStates:
    """States of the tickets of one account.

    Args:
        calls: carries the requests.
        settings: the account.
        clock: for what has to have passed before a read tells what was written.
    """

    def __init__(self, calls: Calls, settings: ZendeskSettings, clock: Clock) -> None:
        self._calls = calls
        self._settings = settings
        self._clock = clock

    def url(self, ticket_id: str) -> str:
        """Return the address of a ticket."""
        return f"{self._settings.url}/api/v2/tickets/{quote(ticket_id, safe='')}"

    async def read(self, ticket_id: str) -> wire.TicketState:
        """Read the state of a ticket.

        Raises:
            ContractError: the answer is not the state of this ticket.
        """
        place = self._calls.place(SHOW)
        answer = await self._calls.get(self.url(ticket_id), SHOW)
        state = read(wire.TicketStateAnswer, answer.body, place).ticket
        normaliser.check_id(state.id, ticket_id, place, "ticket.id")
        return state

    async def bears(self, ticket_id: str, tags: Collection[str], outdated: str | None) -> bool:
        """Read a ticket back and tell whether it has what a write puts on it.

        Args:
            ticket_id: the ticket.
            tags: what the write puts on it.
            outdated: time stamp of a state that Zendesk refused to change because the ticket is newer. A read that
                tells it still comes from a replica that is behind; it is made again when that must have caught up.

        Raises:
            OutcomeUnknown: it cannot be read now.
        """
        try:
            state = await self.read(ticket_id)
            if version(state) == outdated:
                await self._clock.sleep(self._settings.settle_seconds)
                state = await self.read(ticket_id)
        except TransientError as error:
            message = f"{UPDATE_TICKET}: sent, and not to be read back: {error.message}"
            raise OutcomeUnknown(message, system=SYSTEM) from error
        return set(tags) <= set(state.tags)


def version(state: wire.TicketState) -> str:
    """Return the time stamp that a change of this state is bound to."""
    return state.updated_at.strftime(wire.TIME_FORMAT)
