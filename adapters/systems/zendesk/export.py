"""Tickets in bulk, by Zendesk's incremental export, and tags on single ones.

Sources: the vendor's documentation of incremental exports and of tagging. A cursor export tells tickets by the
time of their last change, ``generated_timestamp``, and leaves out the changes of the last minute, so that nothing is
missed that is still being written. A ticket that changes while the export is read comes again, later.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

from pydantic import Field

from ...canonical.text import Text
from ...clock import Clock
from ...errors import Conflict, ContractError, OutcomeUnknown
from ...outbound.client import Http
from ...outbound.intent import Intent
from ...ports.ticket_export import ExportedTicket, ExportPage
from ..calls import Calls
from ..wire import Place, Wire, read
from . import normaliser, wire
from .limits import UPDATE_TICKET
from .refusals import refuse
from .settings import ZendeskSettings
from .states import UNSETTLED, TicketStates, version

SYSTEM = "zendesk"
VERSION = "v2"
LAG_SECONDS = 61.0
"""After this long a change shows in the export: its last minute, and the second that it is rounded to."""
SETTLE = "settle "
"""Before a cursor: the export had come to its end, and what was changed since has to show first."""
SENDS_MAX = 3
PAGE_SIZE_MAX = 1000
DELETED = "deleted"

EXPORT = Intent("IncrementalTicketExportCursor", idempotent=True)
COUNT = Intent("CountSearchResults", idempotent=True)


class _Ticket(Wire):
    """A ticket, as the export tells it."""

    id: wire.Id
    subject: Text | None
    description: Text
    status: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    tags: wire.Tags
    created_at: wire.Time


class _Page(Wire):
    """A page of the export."""

    tickets: list[_Ticket]
    after_cursor: Annotated[str, Field(min_length=1)] | None
    end_of_stream: bool


class _Count(Wire):
    """How many results a search has."""

    count: Annotated[int, Field(ge=0)]


class ZendeskExport:
    """Implements ``TicketExport``.

    Args:
        http: carries the requests; signs them in.
        settings: the account.
        clock: for what has to have passed before the export tells it.
    """

    def __init__(self, http: Http, settings: ZendeskSettings, clock: Clock) -> None:
        self._calls = Calls(http, SYSTEM, VERSION, clock, settings.timeout, refuse)
        self._url = f"{settings.url}/api/v2"
        self._states = TicketStates(self._calls, settings, clock)
        self._clock = clock

    async def count(self, since: float, until: float) -> int:
        """Count what the search index knows; see ``TicketExport``."""
        query = f"type:ticket created>={_moment(since)} created<{_moment(until)}"
        answer = await self._calls.get(f"{self._url}/search/count", COUNT, {"query": query})
        return read(_Count, answer.body, self._calls.place(COUNT)).count

    async def page(self, since: float, until: float, cursor: str, size: int) -> ExportPage:
        """Return a page of the export; see ``TicketExport``.

        The export is at its end when it tells nothing, or nothing but what was known, a minute after it came to an
        end: until then a ticket that was changed while it was read may be on its way from one page to a later one.
        """
        settling = cursor.startswith(SETTLE)
        await self._clock.sleep(LAG_SECONDS if settling else self._hidden_seconds(until))
        answer = await self._calls.get(
            f"{self._url}/incremental/tickets/cursor", EXPORT, self._asked(since, cursor, size)
        )
        place = self._calls.place(EXPORT)
        page = read(_Page, answer.body, place)
        told = tuple(_exported(ticket) for ticket in page.tickets if ticket.status != DELETED)
        tickets = tuple(ticket for ticket in told if since <= ticket.created_at.timestamp() < until)
        return ExportPage(tickets, _following(page, cursor, settling and not tickets, place))

    async def tag(self, ticket_id: str, tags: Sequence[str]) -> None:
        """Add tags to the state that was just read, so that nobody's change is overwritten; see ``TicketExport``."""
        for attempt in range(1, SENDS_MAX + 1):
            state = await self._states.read(ticket_id)
            if set(tags) <= set(state.tags):
                return
            try:
                if await self._write(state, tags):
                    return
            except Conflict:
                if attempt == SENDS_MAX:
                    raise
        raise OutcomeUnknown(f"{UPDATE_TICKET}: not answered {SENDS_MAX} times", system=SYSTEM)

    async def _write(self, state: wire.TicketState, tags: Sequence[str]) -> bool:
        """Send tags; return whether they are on the ticket, as far as that can be found out."""
        try:
            await self._put(state, tags)
        except UNSETTLED as error:
            if await self._states.bears(state.id, tags, version(state) if isinstance(error, Conflict) else None):
                return True
            if isinstance(error, Conflict | ContractError):
                raise
            return False
        return True

    async def _put(self, state: wire.TicketState, tags: Sequence[str]) -> None:
        intent = Intent(UPDATE_TICKET, idempotent=False, key=f"tags:{state.id}")
        place = self._calls.place(intent)
        change = {
            "tags": list(dict.fromkeys([*state.tags, *tags])),
            "updated_stamp": version(state),
            "safe_update": True,
        }
        answer = await self._calls.send("PUT", self._states.url(state.id), intent, {"ticket": change})
        now = read(wire.TicketStateAnswer, answer.body, place).ticket
        normaliser.check_id(now.id, state.id, place, "ticket.id")
        if not set(tags) <= set(now.tags):
            raise place.broken("lacks the tags that were written", "ticket.tags")

    def _hidden_seconds(self, moment: float) -> float:
        """Return how long it takes until what happened up to ``moment``, a time in the past, shows in the export."""
        return min(LAG_SECONDS, max(0.0, moment + LAG_SECONDS - self._clock.now()))

    def _asked(self, since: float, cursor: str, size: int) -> dict[str, str]:
        place = {"cursor": cursor.removeprefix(SETTLE)} if cursor else {"start_time": str(int(since))}
        return {**place, "per_page": str(min(size, PAGE_SIZE_MAX))}


def _following(page: _Page, cursor: str, ended: bool, place: Place) -> str | None:
    """Return the next cursor; ``None`` when nothing is left.

    Raises:
        ContractError: there is more, and no way to it.
    """
    if page.end_of_stream and ended:
        return None
    if page.after_cursor is None or (not page.end_of_stream and page.after_cursor == cursor):
        raise place.broken("leads nowhere", "after_cursor")
    return f"{SETTLE}{page.after_cursor}" if page.end_of_stream else page.after_cursor


def _exported(ticket: _Ticket) -> ExportedTicket:
    return ExportedTicket(
        id=ticket.id,
        subject=ticket.subject or "",
        text=ticket.description,
        created_at=ticket.created_at,
        tags=tuple(ticket.tags),
    )


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime(wire.TIME_FORMAT)
