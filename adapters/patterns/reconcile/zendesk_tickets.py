"""Tickets in bulk, from Zendesk's incremental export by cursor (Support API v2).

Source: the vendor's page on incremental exports. An export begins at a time that is at least a minute old, leaves out
the changes of the last minute, and tells deleted tickets with the status ``deleted``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote

from pydantic import Field

from ...clock import Clock
from ...errors import NotFound
from ...outbound.client import Http
from ...outbound.intent import Intent
from ...systems.calls import Calls
from ...systems.vendor_time import VendorTime
from ...systems.wire import Wire, read
from ...systems.zendesk import ZendeskSettings, wire
from ...systems.zendesk.client import SYSTEM, VERSION
from ...systems.zendesk.refusals import refuse
from ...systems.zendesk.serialiser import NOTE_TAG, key_tag
from .records import UNSET, TicketState, key_of

EXPORT = Intent("IncrementalTicketExportCursor", idempotent=True)
EXPORT_PATH = "/api/v2/incremental/tickets/cursor"
SHOW = Intent("ShowTicket", idempotent=True)
AGE_SECONDS_MIN = 61.0
PAGES_MAX = 1000
DELETED = "deleted"


class ExportedTicket(Wire):
    """A ticket in the export."""

    id: wire.Id
    status: Annotated[str, Field(min_length=1)]
    priority: wire.Priority | None
    tags: wire.Tags
    created_at: wire.Time


class ExportPage(Wire):
    """One page of the export."""

    tickets: list[ExportedTicket]
    after_cursor: str | None
    end_of_stream: bool


class TicketAnswer(Wire):
    """The answer of ``ShowTicket``."""

    ticket: ExportedTicket


class ZendeskTickets:
    """Implements ``Tickets``.

    Args:
        http: carries the requests; signs them in.
        settings: the account.
        clock: counts on from what the vendor's answers say the time is.
    """

    def __init__(self, http: Http, settings: ZendeskSettings, clock: Clock) -> None:
        self._time = VendorTime(clock)
        self._calls = Calls(http, SYSTEM, VERSION, clock, settings.timeout, refuse, self._time)
        self._url = settings.url

    async def time(self) -> float:
        """Return the time at the vendor; see ``Tickets``. It asks for one ticket where no answer has told."""
        if not self._time.is_known:
            await self._calls.get(f"{self._url}{EXPORT_PATH}", EXPORT, {"start_time": "0", "per_page": "1"})
        return self._time.now()

    async def changed_since(self, moment: float) -> tuple[TicketState, ...]:
        """Export what changed; see ``Tickets``. A ticket that changed while it was read counts as read last."""
        place = self._calls.place(EXPORT)
        start = min(moment, await self.time() - AGE_SECONDS_MIN)
        parameters: Mapping[str, str] = {"start_time": str(int(start))}
        found: dict[str, TicketState] = {}
        for _ in range(PAGES_MAX):
            answer = await self._calls.get(f"{self._url}{EXPORT_PATH}", EXPORT, parameters)
            page = read(ExportPage, answer.body, place)
            found |= {ticket.id: _state(ticket) for ticket in page.tickets}
            if page.end_of_stream:
                return tuple(found.values())
            if not page.after_cursor or page.after_cursor == parameters.get("cursor"):
                raise place.broken("leads nowhere although there is more", "after_cursor")
            parameters = {"cursor": page.after_cursor}
        raise place.broken(f"there are more than {PAGES_MAX} pages", "end_of_stream")

    async def state(self, ticket_id: str) -> TicketState:
        """Show one ticket; see ``Tickets``."""
        place = self._calls.place(SHOW)
        try:
            answer = await self._calls.get(f"{self._url}/api/v2/tickets/{quote(ticket_id, safe='')}", SHOW)
        except NotFound:
            return TicketState(id=ticket_id, priority=UNSET, opened_at=0.0, marked=False, gone=True)
        ticket = read(TicketAnswer, answer.body, place).ticket
        if ticket.id != ticket_id:
            raise place.broken("is not the id that was asked for", "ticket.id")
        return _state(ticket)


def _state(ticket: ExportedTicket) -> TicketState:
    return TicketState(
        id=ticket.id,
        priority=ticket.priority or UNSET,
        opened_at=ticket.created_at.timestamp(),
        marked=key_tag(NOTE_TAG, key_of(ticket.id)) in ticket.tags,
        gone=ticket.status == DELETED,
    )
