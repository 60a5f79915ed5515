"""Tickets in bulk, from Zendesk."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from email.utils import formatdate
from typing import Any, TypeVar

import httpx
import pytest

from adapters.errors import ContractError, SystemUnavailable
from adapters.patterns.reconcile.records import key_of
from adapters.patterns.reconcile.zendesk_tickets import ZendeskTickets
from adapters.systems.zendesk import ZendeskSettings
from adapters.systems.zendesk.serialiser import NOTE_TAG, key_tag
from tests.adapters.fake_clock import EPOCH, FakeClock, run
from tests.adapters.set_clock import SetClock
from tests.adapters.systems.vendor import Vendor, heed, say, set_at, spoil

T = TypeVar("T")
EXPORT = "IncrementalTicketExportCursor"
SETTINGS = ZendeskSettings.from_environment(
    {
        "HELPDESK_URL": "https://acme.zendesk.com",
        "HELPDESK_EMAIL": "a@example.com",
        "HELPDESK_API_TOKEN": "token-value",
        "HELPDESK_SIGNING_SECRET": "shh-secret",
    },
    "helpdesk",
)


class FakeExport(Vendor):
    """An account whose export has two tickets on a page."""

    def __init__(self, count: int = 1) -> None:
        super().__init__()
        self.now = EPOCH
        self.tickets = [self.ticket(number) for number in range(1, count + 1)]

    def ticket(self, number: int) -> dict[str, Any]:
        """Return a ticket."""
        times = {"created_at": "2025-10-09T08:00:00Z", "updated_at": "2025-10-09T08:00:00Z"}
        return {"id": number, "status": "new", "priority": "high", "tags": [], **times}

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Route a request."""
        if request.url.path == "/api/v2/incremental/tickets/cursor":
            if int(request.url.params.get("start_time", "0")) > self.now - 60.0:
                return httpx.Response(422, json={"error": "InvalidValue", "description": "Too recent start_time"})
            start = int(request.url.params.get("cursor", "0"))
            page, end = self.tickets[start : start + 2], start + 2
            body = {"tickets": page, "after_cursor": str(end), "end_of_stream": end >= len(self.tickets)}
            return httpx.Response(200, json=body, headers={"date": formatdate(self.now, usegmt=True)})
        number = int(request.url.path.rpartition("/")[2])
        if number > len(self.tickets):
            return httpx.Response(404, json={"error": "RecordNotFound", "description": "Not found"})
        return httpx.Response(200, json={"ticket": self.tickets[number - 1]})


def ask(vendor: FakeExport, question: Callable[[ZendeskTickets], Coroutine[Any, Any, T]]) -> T:
    """Ask the account."""

    async def main(clock: FakeClock) -> T:
        return await question(ZendeskTickets(vendor.client(), SETTINGS, clock))

    return run(main)


def test_all_pages_are_read_and_the_last_word_counts() -> None:
    """A ticket that changed while the export was read comes twice."""
    vendor = FakeExport(4)
    vendor.tickets[3] = {**vendor.ticket(1), "priority": None}
    found = ask(vendor, lambda tickets: tickets.changed_since(EPOCH - 3600.0))
    assert [(ticket.id, ticket.priority) for ticket in found] == [("1", "unset"), ("2", "high"), ("3", "high")]
    assert vendor.operations() == [EXPORT] * 3
    assert [request.url.params.get("start_time") for request in vendor.requests] == [
        "0",
        str(int(EPOCH - 3600.0)),
        None,
    ]


def test_an_export_never_begins_within_the_last_minute() -> None:
    """The vendor would refuse it."""
    vendor = FakeExport()
    ask(vendor, lambda tickets: tickets.changed_since(EPOCH))
    assert int(vendor.requests[1].url.params["start_time"]) == int(EPOCH) - 61


@pytest.mark.parametrize("ahead_seconds", [3600.0, -3600.0])
def test_our_own_clock_may_be_wrong(ahead_seconds: float) -> None:
    """An export begins, and the time is, by the vendor's clock, also after ours was set."""
    vendor = FakeExport()

    async def main(clock: FakeClock) -> tuple[float, float]:
        shown = SetClock(clock, ahead_seconds)
        tickets = ZendeskTickets(vendor.client(), SETTINGS, shown)
        first = await tickets.time()
        await tickets.changed_since(first)
        shown.ahead_seconds = 0.0
        return first, await tickets.time()

    assert run(main) == (EPOCH, EPOCH)
    assert int(vendor.requests[1].url.params["start_time"]) == int(EPOCH) - 61


def test_marks_and_deletions_are_told() -> None:
    """By the tag of the note, and by the status; a ticket that cannot be shown is gone, too."""
    vendor = FakeExport(2)
    vendor.tickets[0]["tags"] = ["vip", key_tag(NOTE_TAG, key_of("1"))]
    vendor.tickets[1]["status"] = "deleted"
    first, second = ask(vendor, lambda tickets: tickets.changed_since(0.0))
    assert (first.marked, first.gone) == (True, False)
    assert (second.marked, second.gone) == (False, True)
    assert ask(vendor, lambda tickets: tickets.state("1")) == first
    assert ask(vendor, lambda tickets: tickets.state("9")).gone


@pytest.mark.parametrize(
    ("path", "value"),
    [("tickets.0.priority", ["high"]), ("tickets.0.created_at", "09/10/2025"), ("end_of_stream", None)],
)
def test_an_export_that_does_not_fit_breaks_the_contract(path: str, value: object) -> None:
    """Its field is named."""
    vendor = FakeExport()
    vendor.disturb(EXPORT, heed, spoil(set_at(path, value)))
    with pytest.raises(ContractError, match=path):
        ask(vendor, lambda tickets: tickets.changed_since(0.0))


def test_a_cursor_that_leads_nowhere_breaks_the_contract() -> None:
    """Reading on would never end."""
    vendor = FakeExport(5)
    vendor.disturb(EXPORT, heed, heed, spoil(set_at("after_cursor", "2")))
    with pytest.raises(ContractError, match="after_cursor"):
        ask(vendor, lambda tickets: tickets.changed_since(0.0))


def test_another_ticket_than_was_asked_for_breaks_the_contract() -> None:
    """And an outage is an outage."""
    vendor = FakeExport()
    vendor.disturb("ShowTicket", spoil(set_at("ticket.id", 5)), say(503))
    with pytest.raises(ContractError, match=r"ticket\.id"):
        ask(vendor, lambda tickets: tickets.state("1"))
    with pytest.raises(SystemUnavailable):
        ask(vendor, lambda tickets: tickets.state("1"))
