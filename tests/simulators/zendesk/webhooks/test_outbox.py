"""Sending: signatures, retries and the circuit breaker."""

from __future__ import annotations

import base64
import hmac
from typing import Any

import pytest

from windtunnel.world.courier import DeliveryOutcome

from ..desk import Desk

URL = "http://receiver.example/hook"


def _statuses(desk: Desk) -> list[str]:
    webhook = desk.get("/webhooks")["webhooks"][0]
    found = desk.get(f"/webhooks/{webhook['id']}/invocations")["invocations"]
    return [invocation["status"] for invocation in found]


def test_a_delivery_is_signed(desk: Desk) -> None:
    """Base64 of HMAC-SHA256 over time stamp and body, with the secret as it stands."""
    secret = desk.system.connect(URL)["signing_secret"]
    desk.ticket()
    desk.clock.advance(1)
    parcel = desk.receiver.parcels[0]
    headers = {name.lower(): value for name, value in parcel.headers}
    message = headers["x-zendesk-webhook-signature-timestamp"].encode() + parcel.body
    expected = base64.b64encode(hmac.digest(secret.encode(), message, "sha256")).decode()
    assert headers["x-zendesk-webhook-signature"] == expected
    assert headers["x-zendesk-account-id"] == "10000001"
    assert headers["user-agent"] == "Zendesk Webhook"
    assert headers["content-type"] == "application/json; charset=utf-8"
    assert (parcel.url, parcel.method, parcel.timeout_seconds) == (URL, "POST", 10)


def test_payloads_are_reshaped_before_they_are_signed(desk: Desk) -> None:
    """Drift is part of what is signed."""
    secret = desk.system.connect(URL)["signing_secret"]
    desk.system.reshape = lambda payload: {**payload, "detail": {"id": "changed"}}
    desk.ticket()
    desk.clock.advance(1)
    parcel = desk.receiver.parcels[0]
    assert desk.receiver.payloads()[0]["detail"] == {"id": "changed"}
    headers = dict(parcel.headers)
    message = headers["X-Zendesk-Webhook-Signature-Timestamp"].encode() + parcel.body
    expected = base64.b64encode(hmac.digest(secret.encode(), message, "sha256")).decode()
    assert headers["X-Zendesk-Webhook-Signature"] == expected


@pytest.mark.parametrize(
    ("answers", "attempts", "last"),
    [
        ([DeliveryOutcome(409)] * 9, 4, "failed"),
        ([DeliveryOutcome(409), DeliveryOutcome(200)], 2, "success"),
        ([DeliveryOutcome(503, headers=(("retry-after", "30"),)), DeliveryOutcome(200)], 2, "success"),
        ([DeliveryOutcome(429, headers=(("retry-after", "59"),)), DeliveryOutcome(200)], 2, "success"),
        ([DeliveryOutcome(429, headers=(("retry-after", "60"),))], 1, "failed"),
        ([DeliveryOutcome(503)], 1, "failed"),
        ([DeliveryOutcome(500)], 1, "failed"),
        ([DeliveryOutcome(None, "timeout")], 1, "failed"),
    ],
)
def test_what_is_sent_again(desk: Desk, answers: list[DeliveryOutcome], attempts: int, last: str) -> None:
    """409 three times, 429 and 503 when they ask for less than a minute, nothing else."""
    desk.system.connect(URL)
    desk.receiver.answers = list(answers)
    desk.ticket()
    desk.clock.advance(120)
    assert len(desk.receiver.parcels) == attempts
    assert len({parcel.event_id for parcel in desk.receiver.parcels}) == 1
    assert _statuses(desk) == [last]


def test_a_retry_waits_as_long_as_told(desk: Desk) -> None:
    """Retry-After is the delay, and the new attempt is signed anew."""
    desk.system.connect(URL)
    desk.receiver.answers = [DeliveryOutcome(503, headers=(("retry-after", "30"),))]
    desk.ticket()
    desk.clock.advance(29)
    assert len(desk.receiver.parcels) == 1
    desk.clock.advance(1)
    first, second = (dict(parcel.headers)["X-Zendesk-Webhook-Signature"] for parcel in desk.receiver.parcels)
    assert first != second


def test_the_breaker_opens_and_closes(desk: Desk) -> None:
    """After ten failures nothing is sent for five seconds, and what comes meanwhile is recorded as broken."""
    desk.system.connect(URL)
    desk.receiver.usual = DeliveryOutcome(500)
    for _ in range(12):
        desk.system.arrive({"text": "x"})
        desk.clock.advance(0.1)
    assert len(desk.receiver.parcels) == 10
    assert _statuses(desk).count("circuit broken") == 2
    desk.receiver.usual = DeliveryOutcome(200)
    desk.clock.advance(5)
    desk.system.arrive({"text": "x"})
    desk.clock.advance(1)
    assert len(desk.receiver.parcels) == 11
    assert _statuses(desk)[0] == "success"


def test_a_few_failures_among_many_do_not_open_it(desk: Desk) -> None:
    """Below seventy percent the breaker stays closed."""
    desk.system.connect(URL)
    good, bad = DeliveryOutcome(200), DeliveryOutcome(500)
    desk.receiver.answers = [good, bad] * 15
    for _ in range(30):
        desk.system.arrive({"text": "x"})
        desk.clock.advance(1)
    assert len(desk.receiver.parcels) == 30


def test_a_fork_takes_pending_retries_along(desk: Desk) -> None:
    """A retry that is planned is carried out in the copy too."""
    from windtunnel.kernel.clock import SteppedClock

    desk.system.connect(URL)
    desk.receiver.answers = [DeliveryOutcome(409)]
    desk.ticket()
    desk.clock.advance(0.5)
    twin: Any = desk.system.fork(clock := SteppedClock(desk.clock.now()))
    twin.courier = type(desk.receiver)()
    clock.advance(5)
    assert len(twin.courier.parcels) == 1
    assert twin.courier.parcels[0].attempt == 2


@pytest.mark.parametrize(
    ("authentication", "header", "value"),
    [
        ({"type": "basic_auth", "data": {"username": "u", "password": "p"}}, "Authorization", "Basic dTpw"),
        ({"type": "bearer_token", "data": {"token": "t"}}, "Authorization", "Bearer t"),
        ({"type": "api_key", "data": {"name": "X-Key", "value": "k"}}, "X-Key", "k"),
    ],
)
def test_credentials_of_the_receiver(desk: Desk, authentication: Any, header: str, value: str) -> None:
    """What the webhook was given stands in every delivery, custom headers too."""
    webhook_id = desk.system.connect(URL)["webhook_id"]
    change = {"authentication": {**authentication, "add_position": "header"}, "custom_headers": {"X-Own": "1"}}
    desk.patch(f"/webhooks/{webhook_id}", {"webhook": change})
    desk.ticket()
    desk.clock.advance(1)
    headers = dict(desk.receiver.parcels[0].headers)
    assert (headers[header], headers["X-Own"]) == (value, "1")
    shown = desk.get(f"/webhooks/{webhook_id}")["webhook"]["authentication"]
    assert not {"password", "token", "value"} & set(shown["data"])
