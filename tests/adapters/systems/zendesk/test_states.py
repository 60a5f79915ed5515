"""A ticket is read back after a write whose end is not known, and not from a replica that is behind."""

from __future__ import annotations

from copy import deepcopy

import httpx
import pytest

from adapters.errors import ContractError, OutcomeUnknown
from adapters.systems.calls import Calls
from adapters.systems.zendesk.refusals import refuse
from adapters.systems.zendesk.states import TicketStates, version
from tests.adapters.fake_clock import FakeClock
from tests.adapters.systems.vendor import Act, play, refuse_connection, set_at, spoil

from .player import SETTINGS, TICKET_ID, URL, FakeZendesk

READ = "2025-10-09T08:51:30Z"
"""The time stamp of the ticket as recorded."""


def states(vendor: FakeZendesk, clock: FakeClock) -> TicketStates:
    """Return the states of the player's account."""
    calls = Calls(vendor.client(), "zendesk", "v2", clock, SETTINGS.timeout, refuse)
    return TicketStates(calls, SETTINGS, clock)


def bears(vendor: FakeZendesk, *tags: str, outdated: str | None = None) -> tuple[bool, float]:
    """Tell whether the ticket has the tags, and how long it took to find out."""

    async def main(clock: FakeClock) -> tuple[bool, float]:
        return await states(vendor, clock).bears(TICKET_ID, tags, outdated), clock.elapsed()

    return play(main)


def test_a_state_has_the_stamp_that_a_change_is_bound_to() -> None:
    """As Zendesk wrote it."""

    async def main(clock: FakeClock) -> str:
        return version(await states(FakeZendesk(), clock).read(TICKET_ID))

    assert play(main) == READ


def test_the_state_of_another_ticket_is_refused() -> None:
    """Whatever the address said."""
    vendor = FakeZendesk()
    vendor.disturb("ShowTicket", spoil(set_at("ticket.id", 7)))
    with pytest.raises(ContractError, match="ticket.id"):
        play(lambda clock: states(vendor, clock).read(TICKET_ID))


def test_an_id_cannot_lead_elsewhere() -> None:
    """It is one segment of the address."""
    vendor = FakeZendesk()
    assert states(vendor, FakeClock()).url("../users/7") == f"{URL}/api/v2/tickets/..%2Fusers%2F7"


@pytest.mark.parametrize(("tags", "found"), [(("vip",), True), (("vip", "triage-7"), False), ((), True)])
def test_all_tags_have_to_be_there(tags: tuple[str, ...], found: bool) -> None:
    """One read tells, when no state is known to be outdated."""
    vendor = FakeZendesk()
    assert bears(vendor, *tags) == (found, 0.0)
    assert vendor.operations() == ["ShowTicket"]


def test_a_read_of_the_outdated_state_is_made_again_later() -> None:
    """The replica has caught up by then, and tells what was written."""
    vendor = FakeZendesk()
    before = deepcopy(vendor.ticket)

    def behind(act: Act) -> httpx.Response:
        return httpx.Response(200, json={"ticket": before})

    vendor.ticket["tags"] = ["vip", "triage-7"]
    vendor.touch()
    vendor.disturb("ShowTicket", behind)
    assert bears(vendor, "triage-7", outdated=READ) == (True, SETTINGS.settle_seconds)


def test_a_newer_state_is_believed_at_once() -> None:
    """Somebody else has changed the ticket, and the tag is not there."""
    vendor = FakeZendesk()
    vendor.touch()
    assert bears(vendor, "triage-7", outdated=READ) == (False, 0.0)


def test_what_cannot_be_read_back_stays_unknown() -> None:
    """The help desk cannot be reached."""
    vendor = FakeZendesk()
    vendor.disturb("ShowTicket", refuse_connection)
    with pytest.raises(OutcomeUnknown, match="not to be read back"):
        bears(vendor, "triage-7")
