"""The help desk played by Zendesk: what is read, what is written, and that it is written once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from adapters.canonical import Priority, Ticket, TicketChange
from adapters.errors import (
    AuthenticationFailed,
    ConfigurationError,
    Conflict,
    ContractError,
    IntegrationError,
    NotFound,
    OutcomeUnknown,
    QualityError,
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

from .player import SETTINGS, TICKET_ID, FakeZendesk, event, sign

CHANGE = TicketChange(
    key="triage:35436:apply",
    team="cards",
    priority=Priority.HIGH,
    tags=("category:card_arrival",),
    note="For the team.",
)


def read(vendor: FakeZendesk) -> Ticket:
    """Return the ticket as the pipeline reads it."""

    async def main(clock: FakeClock) -> Ticket:
        return await ZendeskHelpdesk(vendor.client(), SETTINGS, clock).ticket(TICKET_ID)

    return play(main)


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


def test_a_ticket_is_read_with_its_requester() -> None:
    """Ids become text, the time of the update is the version, and the requester's address comes along."""
    vendor = FakeZendesk()
    ticket = read(vendor)
    assert (ticket.id, ticket.version, ticket.requester_email) == (
        TICKET_ID,
        "2025-10-09T08:51:30Z",
        "ann@mail.example",
    )
    assert (ticket.subject, ticket.priority, ticket.tags, ticket.team) == ("Card not arrived", "normal", ("vip",), None)
    assert ticket.created_at.isoformat() == "2025-10-09T08:50:00+00:00"
    assert vendor.operations() == ["ShowTicket", "ShowUser"]


def test_the_group_of_a_ticket_is_its_team() -> None:
    """The id of a group is turned into its name."""
    vendor = FakeZendesk()
    vendor.ticket["group_id"] = 112
    assert read(vendor).team == "payments"


def test_a_group_that_does_not_exist_breaks_the_contract() -> None:
    """A ticket in an unknown group is not read as a ticket in no group."""
    vendor = FakeZendesk()
    vendor.ticket["group_id"] = 999
    with pytest.raises(ContractError, match=r"ShowTicket: ticket\.group_id"):
        read(vendor)


def test_ids_are_opaque() -> None:
    """A ticket whose id is a word is read and written like any other."""
    vendor = FakeZendesk()
    vendor.ticket["requester_id"] = vendor.user["id"] = "U-3XZ"
    assert read(vendor).requester_id == "U-3XZ"


@pytest.mark.parametrize(
    ("operation", "change", "field"),
    [
        ("ShowTicket", drop_at("ticket"), "ticket"),
        ("ShowTicket", drop_at("ticket.subject"), "ticket.subject"),
        ("ShowTicket", drop_at("ticket.tags"), "ticket.tags"),
        ("ShowTicket", drop_at("ticket.priority"), "ticket.priority"),
        ("ShowTicket", set_at("ticket.subject", None), "ticket.subject"),
        ("ShowTicket", set_at("ticket.description", None), "ticket.description"),
        ("ShowTicket", set_at("ticket.subject", ["a"]), "ticket.subject"),
        ("ShowTicket", set_at("ticket.tags", "vip"), "ticket.tags"),
        ("ShowTicket", set_at("ticket.tags", [1]), "ticket.tags.0"),
        ("ShowTicket", set_at("ticket.priority", "HIGH"), "ticket.priority"),
        ("ShowTicket", set_at("ticket.priority", "critical"), "ticket.priority"),
        ("ShowTicket", set_at("ticket.id", 2**53), "ticket.id"),
        ("ShowTicket", set_at("ticket.id", 35436.0), "ticket.id"),
        ("ShowTicket", set_at("ticket.id", True), "ticket.id"),
        ("ShowTicket", set_at("ticket.id", "../35436"), "ticket.id"),
        ("ShowTicket", set_at("ticket.id", 35437), "ticket.id"),
        ("ShowTicket", set_at("ticket.created_at", "09/10/2025 08:50"), "ticket.created_at"),
        ("ShowTicket", set_at("ticket.created_at", "2025-10-09T08:50:00"), "ticket.created_at"),
        ("ShowTicket", set_at("ticket.created_at", "2025-10-09T08:50:00+02:00"), "ticket.created_at"),
        ("ShowTicket", set_at("ticket.created_at", "2025-13-09T08:50:00Z"), "ticket.created_at"),
        ("ShowTicket", set_at("ticket.created_at", 1759999800), "ticket.created_at"),
        ("ShowTicket", set_at("ticket.created_at", "2025-10-09T08:51:31Z"), "ticket.updated_at"),
        ("ShowTicket", set_at("ticket.updated_at", "2025-10-09T08:58:21Z"), "ticket.updated_at"),
        ("ShowUser", drop_at("user.email"), "user.email"),
        ("ShowUser", set_at("user.email", "ann"), "user.email"),
        ("ShowUser", set_at("user.email", ["ann@mail.example"]), "user.email"),
        ("ShowUser", set_at("user.id", 1), "user.id"),
    ],
)
def test_drift_of_what_is_read_is_a_typed_error_that_names_the_field(
    operation: str, change: Callable[[Any], None], field: str
) -> None:
    """System, version, operation and field are told, and no value of the payload."""
    vendor = FakeZendesk()
    vendor.disturb(operation, spoil(change))
    with pytest.raises(ContractError) as caught:
        read(vendor)
    error = caught.value
    assert (error.system, error.version, error.operation, error.field) == ("zendesk", "v2", operation, field)
    assert "Card not arrived" not in str(error)


def test_additional_fields_change_nothing() -> None:
    """A field that nobody knows yet is no reason for alarm."""
    vendor, other = FakeZendesk(), FakeZendesk()
    vendor.disturb("ShowTicket", spoil(set_at("ticket.sentiment", {"score": 1})))
    assert read(vendor) == read(other)


@pytest.mark.parametrize("fault", [html, cut, say(200, []), say(200, {"ticket": 7})])
def test_a_body_that_is_no_ticket_is_a_contract_error(fault: Fault) -> None:
    """HTML with status 200, half an answer and other JSON are all told apart from a ticket."""
    vendor = FakeZendesk()
    vendor.disturb("ShowTicket", fault)
    with pytest.raises(ContractError):
        read(vendor)


def test_a_requester_without_address_is_refused_where_one_is_required() -> None:
    """Without the address the customer could not be found, and the ticket would be routed as a stranger's."""
    vendor = FakeZendesk()
    vendor.user["email"] = None
    with pytest.raises(QualityError) as caught:
        read(vendor)
    assert caught.value.gate == "requester_email"


def test_a_requester_without_address_is_read_where_none_is_required() -> None:
    """A desk with a telephone knows customers without an address."""
    vendor = FakeZendesk()
    vendor.user["email"] = None
    settings = SETTINGS.model_copy(update={"requester_email_required": False})

    async def main(clock: FakeClock) -> Ticket:
        return await ZendeskHelpdesk(vendor.client(), settings, clock).ticket(TICKET_ID)

    assert play(main).requester_email is None


def test_a_requester_that_is_gone_is_not_taken_for_a_ticket_that_is_gone() -> None:
    """The ticket exists, so the error is not ``NotFound``."""
    vendor = FakeZendesk()
    vendor.disturb("ShowUser", say(404, {"error": "RecordNotFound", "description": "Not found"}))
    with pytest.raises(QualityError) as caught:
        read(vendor)
    assert caught.value.gate == "requester"


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (say(404, {"error": "RecordNotFound", "description": "Not found"}), NotFound),
        (say(404, {"error": "InvalidEndpoint", "description": "Not found"}), ContractError),
        (say(404, text="<html>"), ContractError),
        (say(401, {"error": "Couldn't authenticate you"}), AuthenticationFailed),
        (say(403, {"error": {"title": "Forbidden", "message": "You do not have access"}}), ConfigurationError),
        (say(400, {"errors": [{"code": "InvalidPaginationDepth", "title": "x"}]}), Rejected),
        (say(429, text="Number of allowed API requests per minute exceeded"), QuotaExceeded),
        (say(503, text="maintenance"), SystemUnavailable),
        (say(500, text="oops"), SystemUnavailable),
        (say(302, text=""), ContractError),
        (refuse_connection, SystemUnavailable),
        (lose_answer, SystemUnavailable),
    ],
)
def test_every_refusal_of_a_read_has_its_error(fault: Fault, kind: type[IntegrationError]) -> None:
    """Status and code decide what the caller may hope for."""
    vendor = FakeZendesk()
    vendor.disturb("ShowTicket", fault)
    with pytest.raises(IntegrationError) as caught:
        read(vendor)
    assert type(caught.value) is kind
    assert caught.value.system == "zendesk"


def test_a_quota_says_how_long_to_wait() -> None:
    """``Retry-After`` reaches the caller."""
    vendor = FakeZendesk()
    vendor.disturb("ShowTicket", say(429, text="exceeded", headers={"Retry-After": "17"}))
    with pytest.raises(QuotaExceeded) as caught:
        read(vendor)
    assert caught.value.retry_after_seconds == 17.0


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


def test_a_delivery_is_verified_by_settings_and_clock() -> None:
    """The account's signing secret and window are used."""
    body = json.dumps(event()).encode()

    async def main(clock: FakeClock) -> str:
        found = ZendeskHelpdesk(FakeZendesk().client(), SETTINGS, clock).verify(sign(body), body)
        assert found is not None
        return found.ticket_id

    assert play(main) == TICKET_ID
