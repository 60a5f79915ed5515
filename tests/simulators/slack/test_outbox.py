"""The handshake, signatures, repetitions, and what ends them."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from slack_sdk.signature import SignatureVerifier

from simulators.slack.outbox import answers
from windtunnel.world.courier import DeliveryOutcome, Parcel

from .desk import RECEIVER, Desk

REFUSED = DeliveryOutcome(500)


class WorldClock:
    """The world's clock for the client's verifier."""

    def __init__(self, desk: Desk) -> None:
        self.now = desk.clock.now


def headers(parcel: Parcel) -> dict[str, str]:
    """Return the headers of a delivery in lower case."""
    return {name.lower(): value for name, value in parcel.headers}


def failing(desk: Desk, outcome: DeliveryOutcome) -> list[Parcel]:
    """Let one event fail for an hour and return its deliveries."""
    receiver = desk.connect()
    receiver.parcels.clear()
    receiver.outcome = lambda parcel: outcome
    desk.system.arrive({"text": "x"})
    desk.clock.advance(3600)
    return receiver.parcels


def test_an_address_is_verified_first(desk: Desk) -> None:
    """What happens meanwhile is held back and comes after."""
    known = desk.system.connect(RECEIVER)
    assert known == {name: desk.system.credentials[name] for name in ("signing_secret", "verification_token")}
    desk.system.arrive({"text": "x"})
    assert desk.receiver.parcels == []
    desk.clock.advance(1)
    assert [payload["type"] for payload in desk.receiver.payloads] == ["url_verification", "event_callback"]
    assert desk.workspace.outbox.subscription["status"] == "verified"


def test_a_wrong_answer_to_the_challenge_is_the_end(desk: Desk) -> None:
    """Events are dropped."""
    desk.receiver.outcome = lambda parcel: DeliveryOutcome(200, body=b"no")
    desk.system.connect(RECEIVER)
    desk.system.arrive({"text": "x"})
    desk.clock.advance(1000)
    assert len(desk.receiver.parcels) == 1
    assert desk.workspace.outbox.subscription["status"] == "failed"


def test_a_receiver_that_is_not_up_yet_is_tried_again(desk: Desk) -> None:
    """At once, after one and after five minutes."""
    desk.receiver.outcome = lambda parcel: DeliveryOutcome(None, "refused")
    desk.system.connect(RECEIVER)
    desk.system.arrive({"text": "x"})
    desk.clock.advance(30)
    desk.receiver.outcome = None
    desk.clock.advance(60)
    assert [payload["type"] for payload in desk.receiver.payloads] == ["url_verification"] * 3 + ["event_callback"]


def test_a_receiver_that_never_comes_up_fails(desk: Desk) -> None:
    """After the last repetition; connecting again begins anew."""
    desk.receiver.outcome = lambda parcel: DeliveryOutcome(None, "refused")
    desk.system.connect(RECEIVER)
    desk.clock.advance(1000)
    assert (len(desk.receiver.parcels), desk.workspace.outbox.subscription["status"]) == (4, "failed")
    desk.receiver.outcome = None
    desk.connect()
    assert desk.workspace.outbox.subscription["status"] == "verified"


@pytest.mark.parametrize("body", [b"abc", b" abc\n", b"challenge=abc", b'{"challenge":"abc"}'])
def test_the_challenge_is_answered_in_three_forms(body: bytes) -> None:
    """Text, form, or JSON."""
    assert answers(DeliveryOutcome(200, body=body), "abc")


@pytest.mark.parametrize("body", [b"", b"abcd", b"[]", b'{"challenge":"x"}'])
def test_other_answers_are_none(body: bytes) -> None:
    """The challenge must be in them."""
    assert not answers(DeliveryOutcome(200, body=body), "abc")


def test_the_wrapper_tells_who_is_authorized(desk: Desk) -> None:
    """And when it happened."""
    receiver = desk.connect()
    desk.system.arrive({"text": "x"})
    desk.settle()
    payload = receiver.payloads[-1]
    assert payload["authorizations"] == [
        {
            "enterprise_id": None,
            "team_id": "T07WINDTNL1",
            "user_id": "U07WINDTNLB",
            "is_bot": True,
            "is_enterprise_install": False,
        }
    ]
    assert (payload["event_time"], payload["api_app_id"]) == (int(desk.clock.now()), "A07WINDTNL1")
    assert payload["event_context"].startswith("4-")


def test_every_attempt_is_signed_anew(desk: Desk) -> None:
    """The client's verifier takes each when it comes, and no older one."""
    receiver, valid = desk.connect(), []
    verifier = SignatureVerifier(desk.system.credentials["signing_secret"], WorldClock(desk))  # type: ignore[arg-type]

    def taken(parcel: Parcel) -> DeliveryOutcome:
        valid.append(verifier.is_valid_request(parcel.body, headers(parcel)))
        return REFUSED

    receiver.outcome = taken
    desk.system.arrive({"text": "Grüße"})
    desk.clock.advance(3600)
    assert valid == [True] * 4
    first, *_, last = receiver.parcels[1:]
    assert first.body == last.body
    assert headers(first)["x-slack-signature"] != headers(last)["x-slack-signature"]
    assert not verifier.is_valid_request(last.body, headers(last))


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [
        (DeliveryOutcome(500), "http_error"),
        (DeliveryOutcome(302), "http_error"),
        (DeliveryOutcome(None, "timeout"), "http_timeout"),
        (DeliveryOutcome(None, "refused"), "connection_failed"),
        (DeliveryOutcome(None, "tls"), "ssl_error"),
        (DeliveryOutcome(None), "unknown_error"),
    ],
)
def test_a_failure_is_repeated_three_times_with_its_reason(desk: Desk, outcome: DeliveryOutcome, reason: str) -> None:
    """At once, after a minute and after five, with the same event id."""
    parcels = failing(desk, outcome)
    assert [headers(parcel).get("x-slack-retry-num") for parcel in parcels] == [None, "1", "2", "3"]
    assert [headers(parcel).get("x-slack-retry-reason") for parcel in parcels] == [None, reason, reason, reason]
    at = [int(headers(parcel)["x-slack-request-timestamp"]) for parcel in parcels]
    assert [later - at[0] for later in at] == [0, 0, 60, 360]
    assert len({parcel.event_id for parcel in parcels}) == 1
    assert {parcel.timeout_seconds for parcel in parcels} == {3}


def test_a_receiver_may_ask_for_no_repetition(desk: Desk) -> None:
    """X-Slack-No-Retry ends it."""
    assert len(failing(desk, DeliveryOutcome(500, headers=(("x-slack-no-retry", "1"),)))) == 1


def test_subscriptions_end_when_nearly_everything_fails(desk: Desk) -> None:
    """Below five per cent of a thousand an hour; connecting again begins anew."""
    receiver = desk.connect()
    receiver.outcome = lambda parcel: DeliveryOutcome(500, headers=(("x-slack-no-retry", "1"),))
    for _ in range(949):
        desk.system.arrive({"text": "x"})
    desk.settle()
    assert not desk.workspace.outbox.deliveries.disabled("events")
    desk.system.arrive({"text": "x"})
    desk.settle()
    assert desk.workspace.outbox.deliveries.disabled("events")
    receiver.outcome = None
    count = len(receiver.parcels)
    desk.system.arrive({"text": "x"})
    desk.settle()
    assert len(receiver.parcels) == count
    desk.connect()
    desk.system.arrive({"text": "x"})
    desk.settle()
    assert receiver.payloads[-1]["type"] == "event_callback"


def test_too_many_events_are_dropped_and_told_once_a_minute(desk: Desk) -> None:
    """Thirty thousand an hour is the limit; here it is three."""
    receiver = desk.connect()
    limits: Any = desk.system.profile.limits
    before = limits["event_deliveries_per_hour"]
    limits["event_deliveries_per_hour"] = 3
    try:
        for seconds in (0, 0, 0, 0, 0, 60, 3600):
            desk.clock.advance(seconds)
            desk.system.arrive({"text": "x"})
        desk.settle()
    finally:
        limits["event_deliveries_per_hour"] = before
    kinds = [payload["type"] for payload in receiver.payloads[1:]]
    assert kinds == ["event_callback"] * 3 + ["app_rate_limited"] * 2 + ["event_callback"]
    told = receiver.payloads[4]
    assert told["minute_rate_limited"] % 60 == 0


def test_drift_is_applied_before_signing(desk: Desk) -> None:
    """The receiver gets what was signed."""
    receiver = desk.connect()
    desk.system.reshape = lambda payload: {**payload, "event": {**payload["event"], "text": "changed"}}
    desk.system.arrive({"text": "x"})
    desk.settle()
    parcel = receiver.parcels[-1]
    verifier = SignatureVerifier(desk.system.credentials["signing_secret"], WorldClock(desk))  # type: ignore[arg-type]
    assert orjson.loads(parcel.body)["event"]["text"] == "changed"
    assert verifier.is_valid_request(parcel.body, headers(parcel))
