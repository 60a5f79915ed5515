"""The help desk, played by Zendesk (Support API v2)."""

from __future__ import annotations

from collections.abc import Mapping

from ...canonical import Ticket, TicketChange
from ...clock import Clock
from ...errors import Conflict, ContractError, OutcomeUnknown
from ...outbound.client import Http
from ...outbound.intent import Intent
from ...ports import TicketEvent
from ..calls import Calls
from ..directory import Directory, Entry
from ..wire import read
from . import normaliser, serialiser, webhook, wire
from .limits import UPDATE_TICKET
from .refusals import refuse
from .settings import ZendeskSettings
from .states import SHOW, UNSETTLED, TicketStates, version

SYSTEM = "zendesk"
VERSION = "v2"
SENDS_MAX = 3
PAGES_MAX = 100
PAGE_SIZE = 100
GROUPS_MISS_SECONDS = 60.0

WRITE = Intent(UPDATE_TICKET, idempotent=False)
WITH_PEOPLE = {"include": "users"}


class ZendeskHelpdesk:
    """Implements ``Helpdesk``.

    What is written on a ticket carries a tag made from its key, and the time stamp of the state that it was
    decided on. So an answer that was lost is found out by reading the tag back, and a second copy of a change
    that arrives late meets a newer stamp and is refused.

    Args:
        http: carries the requests; signs them in.
        settings: the account.
        clock: for windows, ages and plausibility.
    """

    def __init__(self, http: Http, settings: ZendeskSettings, clock: Clock) -> None:
        self._calls = Calls(http, SYSTEM, VERSION, clock, settings.timeout, refuse)
        self._states = TicketStates(self._calls, settings, clock)
        self._settings = settings
        self._clock = clock
        self._groups = Directory(
            SYSTEM,
            "group",
            self._load_groups,
            clock,
            ttl_seconds=settings.groups_ttl_seconds,
            miss_seconds=GROUPS_MISS_SECONDS,
        )

    async def ticket(self, ticket_id: str) -> Ticket:
        """Read one ticket, its requester's e-mail address and the name of its group.

        The address comes with the ticket: a request of its own for each would take a second one off the account's
        quota. Source: the vendor's page on side-loading.

        Raises:
            QualityError: the requester is gone, or has no e-mail address although one is required.
            IntegrationError: see ``Helpdesk``.
        """
        place = self._calls.place(SHOW)
        answer = await self._calls.get(self._states.url(ticket_id), SHOW, WITH_PEOPLE)
        shown = read(wire.TicketAnswer, answer.body, place)
        found = shown.ticket
        latest = self._clock.now() + self._settings.clock_skew_seconds
        normaliser.check_ticket(found, ticket_id, latest, place)
        email = normaliser.email(shown, required=self._settings.requester_email_required, place=place)
        team = None if found.group_id is None else await self._groups.name_of(found.group_id)
        if found.group_id is not None and team is None:
            raise place.broken("is no group that ListGroups tells", "ticket.group_id")
        return normaliser.ticket(found, email=email, team=team)

    async def apply(self, ticket: Ticket, change: TicketChange) -> None:
        """Write ``change`` on ``ticket`` exactly once; see ``Helpdesk``.

        Raises:
            ConfigurationError: no group is called like the team.
            OutcomeUnknown: it was sent, and cannot be read back now.
        """
        tag = serialiser.key_tag(serialiser.CHANGE_TAG, change.key)
        if tag in ticket.tags:
            return
        group_id = await self._groups.id_of(change.team)
        body = serialiser.change(ticket, change, group_id, tag)
        for _ in range(SENDS_MAX):
            if await self._write(ticket.id, ticket.version, body, change.key, tag):
                return
        raise OutcomeUnknown(f"{UPDATE_TICKET}: not answered {SENDS_MAX} times", system=SYSTEM)

    async def annotate(self, ticket_id: str, key: str, note: str) -> None:
        """Add an internal note once; a ticket that somebody changes meanwhile is read again.

        Raises:
            Conflict: somebody else was faster every time.
            OutcomeUnknown: it was sent, and cannot be read back now.
        """
        tag = serialiser.key_tag(serialiser.NOTE_TAG, key)
        for attempt in range(1, SENDS_MAX + 1):
            state = await self._states.read(ticket_id)
            if tag in state.tags:
                return
            stamp = version(state)
            try:
                body = serialiser.note(stamp, sorted(state.tags), note, tag)
                if await self._write(ticket_id, stamp, body, key, tag):
                    return
            except Conflict:
                if attempt == SENDS_MAX:
                    raise
        raise OutcomeUnknown(f"{UPDATE_TICKET}: not answered {SENDS_MAX} times", system=SYSTEM)

    def verify(self, headers: Mapping[str, str], body: bytes) -> TicketEvent | None:
        """Check and read a webhook delivery; see ``Helpdesk``."""
        return webhook.event(
            headers,
            body,
            secret=self._settings.signing_secret,
            now=self._clock.now(),
            window_seconds=self._settings.webhook_window_seconds,
        )

    async def _write(self, ticket_id: str, stamp: str, body: dict[str, object], key: str, tag: str) -> bool:
        """Send ``body``; return whether it is on the ticket, as far as that can be found out.

        Args:
            ticket_id: the ticket.
            stamp: of the state that is changed.
            body: the change.
            key: tells the change from others.
            tag: what it puts on the ticket.

        Raises:
            ContractError: Zendesk ignored a part of it; that is on the ticket, so it is not sent again.
        """
        try:
            written = await self._put(ticket_id, body, key)
        except UNSETTLED as error:
            if await self._states.bears(ticket_id, {tag}, stamp if isinstance(error, Conflict) else None):
                return True
            if isinstance(error, Conflict | ContractError):
                raise
            return False
        normaliser.check_written(written, body, tag, self._calls.place(WRITE))
        return True

    async def _put(self, ticket_id: str, body: dict[str, object], key: str) -> wire.UpdateAnswer:
        intent = Intent(UPDATE_TICKET, idempotent=False, key=key)
        place = self._calls.place(intent)
        answer = await self._calls.send("PUT", self._states.url(ticket_id), intent, body)
        written = read(wire.UpdateAnswer, answer.body, place)
        normaliser.check_id(written.ticket.id, ticket_id, place, "ticket.id")
        return written

    async def _load_groups(self) -> tuple[Entry, ...]:
        intent = Intent("ListGroups", idempotent=True)
        place = self._calls.place(intent)
        parameters, entries = {"page[size]": str(PAGE_SIZE)}, list[Entry]()
        for _ in range(PAGES_MAX):
            answer = await self._calls.get(f"{self._settings.url}/api/v2/groups", intent, parameters)
            page = read(wire.GroupsPage, answer.body, place)
            entries += normaliser.entries(page.groups)
            if not page.meta.has_more:
                return tuple(entries)
            cursor = page.meta.after_cursor
            if not cursor or cursor == parameters.get("page[after]"):
                raise place.broken("leads nowhere although there is more", "meta.after_cursor")
            parameters["page[after]"] = cursor
        raise place.broken(f"there are more than {PAGES_MAX} pages", "meta.has_more")
