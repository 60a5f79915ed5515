"""The help desk played by Zendesk: what is read, what is written, and that it is written once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from adapters.canonical import Ticket
from adapters.errors import (
    AuthenticationFailed,
    ConfigurationError,
    ContractError,
    IntegrationError,
    NotFound,
    QualityError,
    QuotaExceeded,
    Rejected,
    SystemUnavailable,
)
from adapters.systems.zendesk.client import ZendeskHelpdesk
from tests.adapters.fake_clock import FakeClock
from tests.adapters.systems.vendor import (
    Fault,
    cut,
    drop_at,
    html,
    lose_answer,
    play,
    refuse_connection,
    say,
    set_at,
    spoil,
)

from .player import SETTINGS, TICKET_ID, FakeZendesk, event, sign


def read(vendor: FakeZendesk) -> Ticket:
    """Return the ticket as the pipeline reads it."""

    async def main(clock: FakeClock) -> Ticket:
        return await ZendeskHelpdesk(vendor.client(), SETTINGS, clock).ticket(TICKET_ID)

    return play(main)


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
    assert vendor.operations() == ["ShowTicket"]


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
        ("ShowTicket", drop_at("users"), "users"),
        ("ShowTicket", set_at("users", {}), "users"),
        ("ShowTicket", drop_at("users.1.email"), "users.1.email"),
        ("ShowTicket", set_at("users.1.email", "ann"), "users.1.email"),
        ("ShowTicket", set_at("users.1.email", ["ann@mail.example"]), "users.1.email"),
        ("ShowTicket", set_at("users.1.id", 1.5), "users.1.id"),
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
    vendor.users.remove(vendor.user)
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


def test_a_delivery_is_verified_by_settings_and_clock() -> None:
    """The account's signing secret and window are used."""
    body = json.dumps(event()).encode()

    async def main(clock: FakeClock) -> str:
        found = ZendeskHelpdesk(FakeZendesk().client(), SETTINGS, clock).verify(sign(body), body)
        assert found is not None
        return found.ticket_id

    assert play(main) == TICKET_ID
