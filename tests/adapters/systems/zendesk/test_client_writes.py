"""What is written on a ticket is written once, whatever happens to the answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from adapters.canonical import Priority, TicketChange
from adapters.errors import (
    ConfigurationError,
    Conflict,
    ContractError,
    IntegrationError,
    OutcomeUnknown,
    QuotaExceeded,
    Rejected,
    SystemUnavailable,
)
from adapters.systems.zendesk.client import ZendeskHelpdesk
from tests.adapters.fake_clock import FakeClock
from tests.adapters.systems.vendor import (
    Act,
    Fault,
    cut,
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

from .player import SETTINGS, TICKET_ID, FakeZendesk

CHANGE = TicketChange(
    key="triage:35436:apply",
    team="cards",
    priority=Priority.HIGH,
    tags=("category:card_arrival",),
    note="For the team.",
)


def apply(vendor: FakeZendesk, change: TicketChange = CHANGE, before: Callable[[], object] = lambda: None) -> None:
    """Read the ticket, have ``before`` happen, and write ``change``."""

    async def main(clock: FakeClock) -> None:
        helpdesk = ZendeskHelpdesk(vendor.client(), SETTINGS, clock)
        ticket = await helpdesk.ticket(TICKET_ID)
        before()
        await helpdesk.apply(ticket, change)

    play(main)


def annotate(vendor: FakeZendesk, key: str = "enrich:35436:annotate") -> None:
    """Add a note."""

    async def main(clock: FakeClock) -> None:
        await ZendeskHelpdesk(vendor.client(), SETTINGS, clock).annotate(TICKET_ID, key, "The CRM is back.")

    play(main)


def sent(vendor: FakeZendesk) -> list[dict[str, Any]]:
    """Return the bodies of all updates that were sent."""
    return [json.loads(request.content)["ticket"] for request in vendor.requests if request.method == "PUT"]


def test_a_change_is_written_on_the_state_that_was_read() -> None:
    """Team, priority, tags, note, the stamp of the state, and a tag from the key; other tags stay."""
    vendor = FakeZendesk()
    apply(vendor)
    (body,) = sent(vendor)
    key_tag = body["tags"].pop()
    assert key_tag.startswith("triage-")
    assert body == {
        "group_id": 111,
        "priority": "high",
        "tags": ["vip", "category:card_arrival"],
        "comment": {"body": "For the team.", "public": False},
        "updated_stamp": "2025-10-09T08:51:30Z",
        "safe_update": True,
    }
    intent = vendor.intents()[-1]
    assert (intent.operation, intent.idempotent, intent.key) == ("UpdateTicket", False, CHANGE.key)


def test_a_change_without_priority_leaves_it_alone() -> None:
    """``None`` is not written as null."""
    vendor = FakeZendesk()
    apply(vendor, CHANGE.model_copy(update={"priority": None}))
    assert "priority" not in sent(vendor)[0]
    assert vendor.ticket["priority"] == "normal"


def test_a_team_that_does_not_exist_is_a_matter_of_configuration() -> None:
    """Nothing is written, and the message names the team; deleted groups do not count."""
    for team in ("nobody", "old"):
        vendor = FakeZendesk()
        with pytest.raises(ConfigurationError, match=team):
            apply(vendor, CHANGE.model_copy(update={"team": team}))
        assert sent(vendor) == []


def test_groups_are_read_once_over_all_their_pages() -> None:
    """The cursor is followed to the end, and the list is remembered."""
    vendor = FakeZendesk()
    vendor.page_size = 1

    async def main(clock: FakeClock) -> None:
        helpdesk = ZendeskHelpdesk(vendor.client(), SETTINGS, clock)
        for key in ("a", "b"):
            ticket = await helpdesk.ticket(TICKET_ID)
            await helpdesk.apply(ticket, CHANGE.model_copy(update={"key": key, "team": "payments"}))

    play(main)
    assert vendor.operations().count("ListGroups") == 3
    assert vendor.ticket["group_id"] == 112


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (drop_at("meta"), "meta"),
        (set_at("meta.has_more", True), "meta.after_cursor"),
        (set_at("meta.has_more", "false"), "meta.has_more"),
        (drop_at("groups.0.name"), "groups.0.name"),
        (set_at("groups.1.id", -1), "groups.1.id"),
    ],
)
def test_drift_of_the_list_of_groups_is_a_typed_error(change: Callable[[Any], None], field: str) -> None:
    """A list that cannot be trusted routes no ticket."""
    vendor = FakeZendesk()
    vendor.disturb("ListGroups", spoil(change))
    with pytest.raises(ContractError) as caught:
        apply(vendor)
    assert caught.value.field == field
    assert vendor.notes == []


def test_a_cursor_that_leads_in_a_circle_is_a_contract_error() -> None:
    """Paging ends."""
    vendor = FakeZendesk()
    turn = spoil(lambda body: body["meta"].update(has_more=True, after_cursor="1"))
    vendor.disturb("ListGroups", turn, turn)
    with pytest.raises(ContractError, match="leads nowhere"):
        apply(vendor)


def test_a_list_of_groups_without_end_is_a_contract_error() -> None:
    """A vendor that gives ever new cursors is not followed for ever."""
    vendor = FakeZendesk()

    def endless(number: int) -> Fault:
        return spoil(lambda body: body["meta"].update(has_more=True, after_cursor=str(number + 1)))

    vendor.disturb("ListGroups", *(endless(number) for number in range(200)))
    with pytest.raises(ContractError, match="more than 100 pages"):
        apply(vendor)


@pytest.mark.parametrize("fault", [lose_answer, html, cut, say(502, text="bad gateway"), lose_request])
def test_a_change_is_written_once_whatever_happens_to_the_answer(fault: Fault) -> None:
    """A lost or unreadable answer is looked up; only what is not there is sent again."""
    vendor = FakeZendesk()
    vendor.disturb("UpdateTicket", fault)
    apply(vendor)
    assert vendor.notes == ["For the team."]
    acted = fault in (lose_answer, html, cut)
    assert len(sent(vendor)) == (1 if acted else 2)


def test_a_change_that_never_arrives_ends_in_doubt() -> None:
    """After three attempts it is left to the next delivery."""
    vendor = FakeZendesk()
    vendor.disturb("UpdateTicket", lose_request, lose_request, lose_request)
    with pytest.raises(OutcomeUnknown):
        apply(vendor)
    assert len(sent(vendor)) == 3


def test_an_unreadable_answer_of_a_change_that_did_not_happen_is_told() -> None:
    """A page of a proxy in front of the system is not sent against a second time."""
    vendor = FakeZendesk()
    vendor.disturb("UpdateTicket", say(200, text="<html>", headers={"content-type": "text/html"}))
    with pytest.raises(ContractError):
        apply(vendor)
    assert (len(sent(vendor)), vendor.notes) == (1, [])


@pytest.mark.parametrize("fault", [lose_answer, html])
def test_a_change_that_cannot_be_read_back_is_in_doubt(fault: Fault) -> None:
    """The caller learns that it may be there."""
    vendor = FakeZendesk()
    vendor.disturb("UpdateTicket", fault)
    vendor.disturb("ShowTicket", lambda act: act(), refuse_connection)
    with pytest.raises(OutcomeUnknown, match="not to be read back"):
        apply(vendor)


def test_a_redelivered_change_is_recognised_by_its_tag() -> None:
    """Nothing is sent when the ticket that was read carries the key already."""
    vendor = FakeZendesk()
    apply(vendor)
    apply(vendor)
    assert len(vendor.notes) == len(sent(vendor)) == 1


def test_a_conflict_with_our_own_first_copy_is_no_conflict() -> None:
    """An earlier process has written the change after the ticket was read."""
    vendor = FakeZendesk()

    async def main(clock: FakeClock) -> None:
        helpdesk = ZendeskHelpdesk(vendor.client(), SETTINGS, clock)
        ticket = await helpdesk.ticket(TICKET_ID)
        await helpdesk.apply(ticket, CHANGE)
        await helpdesk.apply(ticket, CHANGE)

    play(main)
    assert (len(vendor.notes), len(sent(vendor))) == (1, 2)


def test_a_replica_that_is_behind_is_read_again_when_it_must_have_caught_up() -> None:
    """Zendesk refused our second copy, and the reads told the ticket without the first: it is not sent a third time."""
    vendor = FakeZendesk()
    early: list[httpx.Response] = []

    def keep(act: Act) -> httpx.Response:
        early.append(act())
        return early[0]

    def behind(act: Act) -> httpx.Response:
        return early[0]

    async def main(clock: FakeClock) -> float:
        helpdesk = ZendeskHelpdesk(vendor.client(), SETTINGS, clock)
        vendor.disturb("ShowTicket", keep, behind, behind)
        vendor.disturb("UpdateTicket", lose_answer)
        ticket = await helpdesk.ticket(TICKET_ID)
        began = clock.now()
        await helpdesk.apply(ticket, CHANGE)
        return clock.now() - began

    assert play(main) == pytest.approx(SETTINGS.settle_seconds)
    assert (len(vendor.notes), len(sent(vendor))) == (1, 2)


def test_a_conflict_with_somebody_else_is_told() -> None:
    """The change is not forced upon a ticket that has changed."""
    vendor = FakeZendesk()
    with pytest.raises(Conflict):
        apply(vendor, before=vendor.touch)
    assert vendor.notes == []


def test_a_first_copy_that_arrives_late_is_not_doubled() -> None:
    """The second copy meets the newer stamp, and the tag tells that it was ours."""
    vendor = FakeZendesk()
    late: list[Act] = []

    def delay(act: Act) -> httpx.Response:
        late.append(act)
        raise httpx.ReadTimeout("slow")

    def overtaken(act: Act) -> httpx.Response:
        late[0]()
        return act()

    vendor.disturb("UpdateTicket", delay, overtaken)
    apply(vendor)
    assert vendor.notes == ["For the team."]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (
            say(422, {"error": "RecordInvalid", "details": {"status": [{"description": "closed prevents"}]}}),
            Rejected,
        ),
        (say(429, text="exceeded"), QuotaExceeded),
        (say(403, {"error": {"title": "Forbidden", "message": "no"}}), ConfigurationError),
        (refuse_connection, SystemUnavailable),
        (say(503, text="maintenance"), SystemUnavailable),
    ],
)
def test_a_change_that_was_refused_is_neither_sent_again_nor_read_back(
    fault: Fault, kind: type[IntegrationError]
) -> None:
    """Where it is certain that nothing happened, the caller decides."""
    vendor = FakeZendesk()
    vendor.disturb("UpdateTicket", fault)
    with pytest.raises(kind):
        apply(vendor)
    assert vendor.operations()[-1] == "UpdateTicket"
    assert len(sent(vendor)) == 1


def test_an_answer_without_the_tag_that_was_written_is_a_contract_error() -> None:
    """Without the tag nothing would be written only once, so its loss is told at the first ticket."""
    vendor = FakeZendesk()

    def without_tags(act: Act) -> httpx.Response:
        response = act()
        vendor.ticket["tags"] = ["vip"]
        body = json.loads(response.content)
        body["ticket"]["tags"] = ["vip"]
        return httpx.Response(200, json=body)

    vendor.disturb("UpdateTicket", without_tags)
    with pytest.raises(ContractError, match=r"ticket\.tags: lacks the tag"):
        apply(vendor)


def test_a_note_is_added_once() -> None:
    """The second call finds the first one's tag."""
    vendor = FakeZendesk()
    annotate(vendor)
    annotate(vendor)
    (body,) = sent(vendor)
    assert vendor.notes == ["The CRM is back."]
    assert body["comment"] == {"body": "The CRM is back.", "public": False}
    assert "group_id" not in body


@pytest.mark.parametrize("fault", [lose_answer, lose_request, html])
def test_a_note_is_added_once_whatever_happens_to_the_answer(fault: Fault) -> None:
    """As with changes."""
    vendor = FakeZendesk()
    vendor.disturb("UpdateTicket", fault)
    annotate(vendor)
    assert vendor.notes == ["The CRM is back."]


def test_a_note_survives_a_change_of_the_ticket() -> None:
    """It does not depend on the ticket's state, so it is written on the newer one."""
    vendor = FakeZendesk()

    def meanwhile(act: Act) -> httpx.Response:
        vendor.touch()
        return act()

    vendor.disturb("UpdateTicket", meanwhile)
    annotate(vendor)
    assert vendor.notes == ["The CRM is back."]


def test_a_note_gives_up_where_somebody_else_is_always_faster() -> None:
    """Three conflicts in a row are told."""
    vendor = FakeZendesk()

    def meanwhile(act: Act) -> httpx.Response:
        vendor.touch()
        return act()

    vendor.disturb("UpdateTicket", meanwhile, meanwhile, meanwhile)
    with pytest.raises(Conflict):
        annotate(vendor)
    assert len(sent(vendor)) == 3


def test_a_note_that_never_arrives_ends_in_doubt() -> None:
    """After three attempts it is left to the next delivery."""
    vendor = FakeZendesk()
    vendor.disturb("UpdateTicket", lose_request, lose_request, lose_request)
    with pytest.raises(OutcomeUnknown):
        annotate(vendor)


def test_change_and_note_of_one_key_are_two_things() -> None:
    """A note is not lost because a change has used its key."""
    vendor = FakeZendesk()
    apply(vendor)
    annotate(vendor, key=CHANGE.key)
    assert len(vendor.notes) == 2
