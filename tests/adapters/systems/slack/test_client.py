"""The chat system played by Slack: a message is posted, and posted once."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from adapters.canonical import Message, PostedMessage
from adapters.errors import (
    AuthenticationFailed,
    BreakerOpen,
    ConfigurationError,
    ContractError,
    IntegrationError,
    OutcomeUnknown,
    QuotaExceeded,
    Rejected,
    SystemUnavailable,
)
from adapters.systems.slack.client import SlackChat
from adapters.systems.slack.limits import scope_of
from tests.adapters.fake_clock import FakeClock
from tests.adapters.set_clock import SetClock
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

from .player import CHANNEL_ID, SETTINGS, FakeSlack, refuse_with

MESSAGE = Message(
    key="triage:35436:announce",
    channel="triage",
    text="Ticket 35436 <urgent> & more",
    fields=(("ticket_id", "35436"), ("team", "cards")),
)


def post(
    vendor: FakeSlack, message: Message = MESSAGE, *, in_doubt: bool = False, settings: Any = SETTINGS
) -> PostedMessage:
    """Post a message."""

    async def main(clock: FakeClock) -> PostedMessage:
        return await SlackChat(vendor.client(), settings, clock).post(message, in_doubt=in_doubt)

    return play(main)


def bodies(vendor: FakeSlack) -> list[dict[str, Any]]:
    """Return the bodies of all messages that were sent."""
    return [json.loads(request.content) for request in vendor.requests if request.method == "POST"]


def test_a_message_is_posted_with_its_key() -> None:
    """By the channel's id, escaped, and with metadata that makes it recognisable."""
    vendor = FakeSlack()
    posted = post(vendor)
    assert posted == PostedMessage(channel=CHANNEL_ID, id="1760000000.000000", key=MESSAGE.key)
    assert vendor.operations() == ["conversations.list", "chat.postMessage"]
    assert bodies(vendor) == [
        {
            "channel": CHANNEL_ID,
            "text": "Ticket 35436 &lt;urgent&gt; &amp; more",
            "metadata": {
                "event_type": "ticket_triaged",
                "event_payload": {"ticket_id": "35436", "team": "cards", "idempotency_key": MESSAGE.key},
            },
        }
    ]


def test_the_request_says_what_it_means() -> None:
    """Not idempotent, with its key, and counting against its channel."""
    vendor = FakeSlack()
    post(vendor)
    intent = vendor.intents()[-1]
    assert (intent.operation, intent.idempotent, intent.key) == ("chat.postMessage", False, MESSAGE.key)
    assert scope_of(vendor.requests[-1]) == f"chat.postMessage:{CHANNEL_ID}"
    assert scope_of(vendor.requests[0]) == "conversations.list"


@pytest.mark.parametrize(("channel", "looked_up"), [("#triage", True), ("triage", True), (CHANNEL_ID, False)])
def test_a_channel_is_named_or_given_by_id(channel: str, looked_up: bool) -> None:
    """Only names are looked up."""
    vendor = FakeSlack()
    assert post(vendor, MESSAGE.model_copy(update={"channel": channel})).channel == CHANNEL_ID
    assert ("conversations.list" in vendor.operations()) is looked_up


def test_channels_are_read_once_over_all_their_pages() -> None:
    """The cursor is followed, and the list is remembered."""
    vendor = FakeSlack()
    vendor.list_page_size = 1

    async def main(clock: FakeClock) -> None:
        chat = SlackChat(vendor.client(), SETTINGS, clock)
        await chat.post(MESSAGE)
        await chat.post(MESSAGE.model_copy(update={"key": "another"}))

    play(main)
    assert vendor.operations().count("conversations.list") == 3
    assert len(vendor.posted) == 2


def test_an_unknown_channel_is_a_matter_of_configuration() -> None:
    """Nothing is sent, and the message names the channel."""
    vendor = FakeSlack()
    with pytest.raises(ConfigurationError, match="nowhere"):
        post(vendor, MESSAGE.model_copy(update={"channel": "nowhere"}))
    assert bodies(vendor) == []


@pytest.mark.parametrize(
    "fault",
    [
        lose_answer,
        lose_request,
        html,
        cut,
        say(502, text="bad gateway"),
        refuse_with("fatal_error", act=True),
        refuse_with("internal_error"),
    ],
)
def test_a_message_is_posted_once_whatever_happens_to_the_answer(fault: Fault) -> None:
    """The channel is searched before anything is sent again."""
    vendor = FakeSlack()
    vendor.chatter(3)
    vendor.disturb("chat.postMessage", fault)
    posted = post(vendor)
    assert vendor.posted == [MESSAGE.text]
    assert posted.id == vendor.messages[-1]["ts"]
    assert "conversations.history" in vendor.operations()


def test_a_message_has_time_to_appear_before_it_is_searched() -> None:
    """The search does not overtake what is still under way."""
    vendor = FakeSlack()
    vendor.disturb("chat.postMessage", lose_answer)

    async def main(clock: FakeClock) -> float:
        await SlackChat(vendor.client(), SETTINGS, clock).post(MESSAGE)
        return clock.elapsed()

    assert play(main) == SETTINGS.settle_seconds


@pytest.mark.parametrize("ahead_seconds", [3600.0, -3600.0])
def test_a_lost_answer_is_found_although_our_clock_is_wrong(ahead_seconds: float) -> None:
    """The span of the search is counted on the vendor's clock."""
    vendor = FakeSlack()
    vendor.chatter(3, age_seconds=7200.0)
    vendor.disturb("chat.postMessage", lose_answer)

    async def main(clock: FakeClock) -> PostedMessage:
        return await SlackChat(vendor.client(), SETTINGS, SetClock(clock, ahead_seconds)).post(MESSAGE)

    assert play(main).key == MESSAGE.key
    assert len(vendor.posted) == 1


def test_the_search_ends_where_the_message_cannot_be() -> None:
    """What was said long before it was posted is neither read on nor taken for it."""
    vendor = FakeSlack()
    vendor.chatter(250, age_seconds=86_400.0)
    vendor.chatter(1)
    vendor.disturb("chat.postMessage", lose_request, lose_answer)
    post(vendor)
    assert len(vendor.posted) == 1
    assert vendor.operations().count("conversations.history") == 2


def test_a_message_in_doubt_is_searched_first() -> None:
    """It is found wherever it stands within the span of the search."""
    vendor = FakeSlack()
    first = post(vendor)
    vendor.messages[0]["ts"] = "1759950000.000000"
    vendor.chatter(250)
    again = post(vendor, in_doubt=True)
    assert (again.key, again.channel, again.id) == (first.key, first.channel, "1759950000.000000")
    assert len(vendor.posted) == 1
    assert vendor.operations().count("conversations.history") == 3


def test_a_message_in_doubt_that_is_not_there_is_posted() -> None:
    """Messages with other keys, other events and no metadata are not taken for it."""
    vendor = FakeSlack()
    post(vendor, MESSAGE.model_copy(update={"key": "another"}))
    post(vendor, MESSAGE)
    vendor.messages[-1]["metadata"]["event_type"] = "other"
    vendor.chatter(1)
    post(vendor, in_doubt=True)
    assert len(vendor.posted) == 3


def test_metadata_that_vendor_no_longer_tells_is_not_taken_for_an_absent_message() -> None:
    """Posting again would say the same thing twice."""
    vendor = FakeSlack()
    post(vendor)
    del vendor.messages[0]["metadata"]
    with pytest.raises(ContractError, match=r"conversations\.history: messages\.0\.metadata"):
        post(vendor, in_doubt=True)
    assert len(bodies(vendor)) == 1


def test_a_person_may_quote_us() -> None:
    """The same words without a bot are no reason for alarm."""
    vendor = FakeSlack()
    vendor.chatter(1)
    vendor.messages[0]["text"] = "Ticket 35436 &lt;urgent&gt; &amp; more"
    post(vendor, in_doubt=True)
    assert len(vendor.posted) == 1


def test_a_message_that_never_arrives_ends_in_doubt() -> None:
    """After two attempts it is left to the next delivery."""
    vendor = FakeSlack()
    vendor.disturb("chat.postMessage", lose_request, lose_request)
    with pytest.raises(OutcomeUnknown):
        post(vendor)
    assert len(bodies(vendor)) == 2


@pytest.mark.parametrize("search", [refuse_connection, say(429, {"ok": False, "error": "ratelimited"}), lose_answer])
def test_a_message_that_cannot_be_searched_is_in_doubt(search: Fault) -> None:
    """A refused search must not look as if nothing had been sent."""
    vendor = FakeSlack()
    vendor.disturb("chat.postMessage", lose_answer)
    vendor.disturb("conversations.history", search)
    with pytest.raises(OutcomeUnknown):
        post(vendor)


@pytest.mark.parametrize("second", [refuse_with("ratelimited"), refuse_connection])
def test_a_refused_second_attempt_is_in_doubt(second: Fault) -> None:
    """The first one may still arrive."""
    vendor = FakeSlack()
    vendor.disturb("chat.postMessage", lose_request, second)
    with pytest.raises(OutcomeUnknown):
        post(vendor)


def test_a_call_that_our_own_breaker_holds_back_is_certain_not_to_have_happened() -> None:
    """The caller may forget the attempt."""
    vendor = FakeSlack()

    def hold_back(act: Act) -> httpx.Response:
        raise BreakerOpen("open", system="slack")

    vendor.disturb("chat.postMessage", hold_back)
    with pytest.raises(BreakerOpen):
        post(vendor)
    assert vendor.operations()[-1] == "chat.postMessage"


def test_an_unreadable_answer_of_a_message_that_is_not_there_is_told() -> None:
    """A page of a proxy is not sent against a second time."""
    vendor = FakeSlack()
    vendor.disturb("chat.postMessage", say(200, text="<html>", headers={"content-type": "text/html"}))
    with pytest.raises(ContractError):
        post(vendor)
    assert len(bodies(vendor)) == 1


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("rate_limited", QuotaExceeded),
        ("ratelimited", QuotaExceeded),
        ("channel_not_found", ConfigurationError),
        ("not_in_channel", ConfigurationError),
        ("is_archived", ConfigurationError),
        ("missing_scope", ConfigurationError),
        ("invalid_auth", AuthenticationFailed),
        ("token_revoked", AuthenticationFailed),
        ("msg_too_long", Rejected),
        ("invalid_arguments", Rejected),
        ("request_timeout", SystemUnavailable),
        ("method_deprecated", ContractError),
        ("something_new", ContractError),
    ],
)
def test_every_code_has_its_error(code: str, kind: type[IntegrationError]) -> None:
    """A refusal that is certain is not sent again."""
    vendor = FakeSlack()
    vendor.disturb("chat.postMessage", refuse_with(code))
    with pytest.raises(IntegrationError, match=code) as caught:
        post(vendor)
    assert type(caught.value) is kind
    assert caught.value.system == "slack"
    assert len(bodies(vendor)) == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (drop_at("ok"), "ok"),
        (set_at("ok", "true"), "ok"),
        (set_at("ok", False), "error"),
        (drop_at("ts"), "ts"),
        (set_at("ts", 1760000000.0), "ts"),
        (set_at("ts", "1760000000000.000000"), "ts"),
        (drop_at("channel"), "channel"),
        (set_at("channel", "triage"), "channel"),
        (set_at("channel", "C07GENERAL1"), "channel"),
    ],
)
def test_drift_of_the_answer_is_resolved_by_looking(change: Callable[[Any], None], field: str) -> None:
    """The message is there, and is found; where it is not, the field is named."""
    vendor = FakeSlack()
    vendor.disturb("chat.postMessage", spoil(change))
    assert post(vendor).id == vendor.messages[0]["ts"]
    assert len(vendor.posted) == 1

    def without_effect(act: Act) -> httpx.Response:
        body = json.loads(act().content)
        vendor.messages.clear()
        change(body)
        return httpx.Response(200, json=body)

    vendor = FakeSlack()
    vendor.disturb("chat.postMessage", without_effect)
    with pytest.raises(ContractError) as caught:
        post(vendor)
    assert (caught.value.operation, caught.value.field) == ("chat.postMessage", field)


@pytest.mark.parametrize(
    ("operation", "change", "field"),
    [
        ("conversations.history", drop_at("messages"), "messages"),
        ("conversations.history", drop_at("messages.0.ts"), "messages.0.ts"),
        ("conversations.history", set_at("messages.0.metadata", "text"), "messages.0.metadata"),
        ("conversations.history", drop_at("has_more"), "has_more"),
        ("conversations.history", set_at("has_more", True), "has_more"),
        ("conversations.list", drop_at("channels"), "channels"),
        ("conversations.list", set_at("channels.1.id", 7), "channels.1.id"),
        ("conversations.list", set_at("channels.1.id", "../1"), "channels.1.id"),
        ("conversations.list", set_at("channels.1.name", 7), "channels.1.name"),
        ("conversations.list", set_at("response_metadata.next_cursor", None), "response_metadata.next_cursor"),
    ],
)
def test_drift_of_what_is_read_is_a_typed_error_that_names_the_field(
    operation: str, change: Callable[[Any], None], field: str
) -> None:
    """Nothing is posted on the strength of an answer that cannot be trusted."""
    vendor = FakeSlack()
    vendor.chatter(1)
    vendor.disturb(operation, spoil(change))
    with pytest.raises(ContractError) as caught:
        post(vendor, in_doubt=True)
    raised = caught.value
    assert (raised.system, raised.operation, raised.field) == ("slack", operation, field)
    assert vendor.posted == []


def test_a_cursor_that_leads_in_a_circle_is_a_contract_error() -> None:
    """Paging ends."""
    vendor = FakeSlack()
    circle = spoil(set_at("response_metadata.next_cursor", "1"))
    vendor.disturb("conversations.list", circle, circle)
    with pytest.raises(ContractError, match="leads in a circle"):
        post(vendor)


def test_a_history_without_end_is_a_contract_error() -> None:
    """No more than the configured pages are read."""
    vendor = FakeSlack()
    vendor.history_page_size = 1
    vendor.chatter(5)
    with pytest.raises(ContractError, match="on without end"):
        post(vendor, in_doubt=True, settings=SETTINGS.model_copy(update={"pages_max": 3}))


def test_additional_fields_change_nothing() -> None:
    """Warnings, scopes and whatever comes next are no reason for alarm."""
    vendor = FakeSlack()
    vendor.disturb("chat.postMessage", spoil(lambda body: body.update(warning="superfluous_charset", new={})))
    assert post(vendor).key == MESSAGE.key
    assert "conversations.history" not in vendor.operations()
