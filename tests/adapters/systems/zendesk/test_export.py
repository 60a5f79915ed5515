"""Tickets in bulk, and tags on single ones."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from adapters.errors import (
    Conflict,
    ContractError,
    IntegrationError,
    NotFound,
    OutcomeUnknown,
    Rejected,
    SystemUnavailable,
)
from adapters.ports.ticket_export import ExportPage
from adapters.systems.zendesk.export import LAG_SECONDS, ZendeskExport
from tests.adapters.fake_clock import EPOCH, FakeClock
from tests.adapters.systems.vendor import (
    Fault,
    Vendor,
    drop_at,
    html,
    lose_answer,
    lose_request,
    play,
    refuse_connection,
    say,
    set_at,
    spoil,
)

from .player import SETTINGS

Work = Callable[[ZendeskExport], Coroutine[Any, Any, None]]
SINCE, UNTIL = EPOCH - 86_400.0, EPOCH - 3_600.0
TAGS = ("topic_cards", "sentiment_negative")


def moment(seconds: float) -> str:
    """Return a time as the vendor writes it."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def ticket(number: int, created_at: float = UNTIL - 100.0, **fields: object) -> dict[str, Any]:
    """Return a ticket of the export, with a field that nobody reads."""
    return {
        "id": number,
        "subject": f"Subject {number}",
        "description": "What happened.",
        "status": "new",
        "tags": ["vip"],
        "created_at": moment(created_at),
        "updated_at": moment(created_at),
        "generated_timestamp": int(created_at),
    } | fields


class FakeAccount(Vendor):
    """An account: its stream of changes grows at the end, as whatever changes comes again."""

    def __init__(self, *tickets: dict[str, Any]) -> None:
        super().__init__()
        self.stream = list(tickets)
        self.updates = 0

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Route a request."""
        path = request.url.path.removeprefix("/api/v2")
        if path == "/incremental/tickets/cursor":
            return self._export(request.url.params)
        if path == "/search/count":
            return httpx.Response(200, json={"count": len(self.stream)})
        number = int(path.rpartition("/")[2])
        found = next((each for each in reversed(self.stream) if each["id"] == number), None)
        if found is None:
            return httpx.Response(404, json={"error": "RecordNotFound", "description": "Not found"})
        if request.method == "PUT":
            return self._update(found, json.loads(request.content)["ticket"])
        return httpx.Response(200, json={"ticket": found})

    def touch(self, found: dict[str, Any], **changes: object) -> None:
        """Change a ticket: it moves to the end of the stream."""
        self.updates += 1
        self.stream.remove(found)
        self.stream.append({**found, **changes, "updated_at": moment(EPOCH + self.updates)})

    def _export(self, parameters: httpx.QueryParams) -> httpx.Response:
        start, size = int(parameters.get("cursor", "0")), int(parameters["per_page"])
        page = self.stream[start : start + size]
        end = start + len(page)
        body = {"tickets": page, "after_cursor": str(end), "end_of_stream": end >= len(self.stream)}
        return httpx.Response(200, json=body)

    def _update(self, found: dict[str, Any], change: dict[str, Any]) -> httpx.Response:
        if change["updated_stamp"] != found["updated_at"]:
            return httpx.Response(409, json={"error": "UpdateConflict", "description": "Safe Update prevented"})
        self.touch(found, tags=change["tags"])
        return httpx.Response(200, json={"ticket": self.stream[-1]})


def use(vendor: FakeAccount, work: Work) -> float:
    """Do ``work`` with the account's export and return how long it took."""
    took: list[float] = []

    async def main(clock: FakeClock) -> None:
        await work(ZendeskExport(vendor.client(), SETTINGS, clock))
        took.append(clock.elapsed())

    play(main)
    return took[0]


async def all_pages(export: ZendeskExport, size: int, until: float = UNTIL) -> list[ExportPage]:
    """Read to the end."""
    pages = [await export.page(SINCE, until, "", size)]
    while pages[-1].following is not None:
        pages.append(await export.page(SINCE, until, pages[-1].following, size))
    return pages


def ids(pages: list[ExportPage]) -> list[str]:
    """Return the ids of the tickets, in the order in which they were told."""
    return [each.id for page in pages for each in page.tickets]


def test_the_tickets_of_the_stretch_are_told() -> None:
    """Page by page; those that were created before or after, and deleted ones, are left out."""
    vendor = FakeAccount(
        ticket(1),
        ticket(2, SINCE - 1.0),
        ticket(3, UNTIL),
        ticket(4, status="deleted"),
        ticket(5, SINCE, subject=None),
    )

    async def work(export: ZendeskExport) -> None:
        pages = await all_pages(export, 2)
        assert ids(pages) == ["1", "5"]
        first = pages[0].tickets[0]
        assert (first.subject, first.text, first.tags) == ("Subject 1", "What happened.", ("vip",))
        assert pages[2].tickets[0].subject == ""

    use(vendor, work)
    assert vendor.requests[0].url.params["start_time"] == str(int(SINCE))


def test_what_is_changed_while_it_is_read_is_told_again() -> None:
    """A ticket that moves from a page that was read to the end of the stream is not missed, and neither are others."""
    vendor = FakeAccount(ticket(1), ticket(2), ticket(3))

    async def work(export: ZendeskExport) -> None:
        first = await export.page(SINCE, UNTIL, "", 2)
        assert first.following is not None
        vendor.stream.append({**vendor.stream[0], "tags": ["late"]})
        pages = [first, await export.page(SINCE, UNTIL, first.following, 2)]
        vendor.stream.append({**vendor.stream[1], "tags": ["later"]})
        while pages[-1].following is not None:
            pages.append(await export.page(SINCE, UNTIL, pages[-1].following, 2))
        assert ids(pages) == ["1", "2", "3", "1", "2"]

    use(vendor, work)


def test_nothing_is_read_before_it_shows() -> None:
    """The export leaves out its last minute, so it is waited for: once before the first page, and before the end."""
    vendor = FakeAccount(ticket(1, EPOCH - 10.0))

    async def work(export: ZendeskExport) -> None:
        assert ids(await all_pages(export, 10, until=EPOCH)) == ["1"]

    assert use(vendor, work) == pytest.approx(2 * LAG_SECONDS)


def test_how_many_there_are_is_asked_of_the_search() -> None:
    """For the stretch, by the time of creation."""
    vendor = FakeAccount(ticket(1), ticket(2))

    async def work(export: ZendeskExport) -> None:
        assert await export.count(SINCE, UNTIL) == 2

    use(vendor, work)
    query = vendor.requests[0].url.params["query"]
    assert query == "type:ticket created>=2025-10-08T08:53:20Z created<2025-10-09T07:53:20Z"


@pytest.mark.parametrize(
    ("fault", "complaint"),
    [
        (html, "expected JSON"),
        (spoil(drop_at("tickets.0.description")), r"tickets\.0\.description"),
        (spoil(set_at("tickets.0.created_at", "09/10/2025")), r"tickets\.0\.created_at"),
        (spoil(set_at("tickets.0.id", 1.5)), r"tickets\.0\.id"),
        (spoil(set_at("after_cursor", None)), "after_cursor: leads nowhere"),
        (spoil(drop_at("end_of_stream")), "end_of_stream"),
    ],
)
def test_a_page_that_is_not_understood_is_loud(fault: Fault, complaint: str) -> None:
    """The error names the operation and the field."""
    vendor = FakeAccount(ticket(1), ticket(2))
    vendor.disturb("IncrementalTicketExportCursor", fault)

    async def work(export: ZendeskExport) -> None:
        with pytest.raises(ContractError, match=f"IncrementalTicketExportCursor.*{complaint}"):
            await export.page(SINCE, UNTIL, "", 1)

    use(vendor, work)


def test_a_cursor_that_stands_still_is_loud() -> None:
    """Otherwise it would be followed for ever."""
    vendor = FakeAccount(ticket(1), ticket(2), ticket(3))
    vendor.disturb("IncrementalTicketExportCursor", spoil(set_at("after_cursor", "1")))

    async def work(export: ZendeskExport) -> None:
        with pytest.raises(ContractError, match="after_cursor"):
            await export.page(SINCE, UNTIL, "1", 1)

    use(vendor, work)


def test_tags_are_added_to_those_that_are_there() -> None:
    """On the state that was read; a second time nothing is written."""
    vendor = FakeAccount(ticket(1))

    async def work(export: ZendeskExport) -> None:
        await export.tag("1", TAGS)
        await export.tag("1", TAGS)

    use(vendor, work)
    assert vendor.stream[-1]["tags"] == ["vip", *TAGS]
    assert vendor.operations() == ["ShowTicket", "UpdateTicket", "ShowTicket"]


@pytest.mark.parametrize("fault", [lose_answer, lose_request, html, say(409, {"error": "UpdateConflict"})])
def test_a_write_in_doubt_is_read_back(fault: Fault) -> None:
    """It is on the ticket, or it is written again; never twice."""
    vendor = FakeAccount(ticket(1))
    vendor.disturb("UpdateTicket", fault)

    async def work(export: ZendeskExport) -> None:
        await export.tag("1", TAGS)

    use(vendor, work)
    assert vendor.updates == 1
    assert vendor.stream[-1]["tags"] == ["vip", *TAGS]


def test_somebody_elses_change_is_kept() -> None:
    """A ticket that changes between reading and writing is read again."""
    vendor = FakeAccount(ticket(1))

    def change_first(act: Callable[[], httpx.Response]) -> httpx.Response:
        vendor.touch(vendor.stream[0], tags=["vip", "urgent"])
        return act()

    vendor.disturb("UpdateTicket", change_first)

    async def work(export: ZendeskExport) -> None:
        await export.tag("1", TAGS)

    use(vendor, work)
    assert vendor.stream[-1]["tags"] == ["vip", "urgent", *TAGS]


@pytest.mark.parametrize(
    ("operation", "faults", "expected"),
    [
        ("UpdateTicket", [say(409, {"error": "UpdateConflict"})] * 3, Conflict),
        ("UpdateTicket", [lose_request] * 3, OutcomeUnknown),
        ("UpdateTicket", [say(422, {"error": "RecordInvalid", "details": {"status": []}})], Rejected),
        ("UpdateTicket", [spoil(set_at("ticket.tags", []))], None),
        ("UpdateTicket", [refuse_connection], SystemUnavailable),
        ("ShowTicket", [say(404, {"error": "RecordNotFound"})], NotFound),
        ("ShowTicket", [spoil(set_at("ticket.id", 9))], ContractError),
    ],
)
def test_what_cannot_be_written_is_told(
    operation: str, faults: list[Fault], expected: type[IntegrationError] | None
) -> None:
    """Each by its kind; an answer without the tags is checked against the ticket itself."""
    vendor = FakeAccount(ticket(1))
    vendor.disturb(operation, *faults)

    async def work(export: ZendeskExport) -> None:
        if expected is None:
            await export.tag("1", TAGS)
            return
        with pytest.raises(expected):
            await export.tag("1", TAGS)

    use(vendor, work)


def test_a_write_that_cannot_be_read_back_stays_in_doubt() -> None:
    """Nobody claims that it was not written."""
    vendor = FakeAccount(ticket(1))

    async def work(export: ZendeskExport) -> None:
        def away_afterwards(act: Callable[[], httpx.Response]) -> httpx.Response:
            vendor.disturb("ShowTicket", refuse_connection)
            return lose_answer(act)

        vendor.disturb("UpdateTicket", away_afterwards)
        with pytest.raises(OutcomeUnknown, match="not to be read back"):
            await export.tag("1", TAGS)

    use(vendor, work)
