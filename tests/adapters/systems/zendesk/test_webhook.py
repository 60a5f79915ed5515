"""Deliveries: who sent them, when, and which ticket they are about."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.errors import ContractError, Rejected
from adapters.masking import Secret
from adapters.ports import TicketEvent
from adapters.systems.zendesk import webhook
from tests.adapters.systems.vendor import NOW, drop_at, set_at

from .player import SECRET, TICKET_ID, event, sign

CREATED = TicketEvent(event_id=event()["id"], ticket_id=TICKET_ID, kind="ticket.created")


def verify(headers: dict[str, str], body: bytes, now: float = NOW) -> TicketEvent | None:
    """Check a delivery."""
    return webhook.event(headers, body, secret=Secret(SECRET), now=now, window_seconds=300.0)


def encoded(content: object) -> bytes:
    """Return a body."""
    return json.dumps(content).encode()


def test_a_created_ticket_is_read_from_its_event() -> None:
    """The event's own id identifies it, however often it is delivered."""
    body = encoded(event())
    assert verify(sign(body), body) == CREATED


def test_header_names_are_found_in_any_case() -> None:
    """Servers hand over names in lower case, proxies as they like."""
    body = encoded(event())
    assert verify({name.title(): value for name, value in sign(body).items()}, body) == CREATED


def test_a_trigger_is_the_same_event_as_the_subscription() -> None:
    """Both say that a ticket was created, so both are one piece of work."""
    body = encoded({"ticket_id": 35436, "event_id": "e-1"})
    assert verify(sign(body), body) == TicketEvent(event_id="e-1", ticket_id="35436", kind="ticket.created")


def test_a_trigger_without_event_id_is_identified_by_its_invocation() -> None:
    """All attempts of one invocation carry one id."""
    body = encoded({"ticket_id": "35436", "priority": "high"})
    found = verify(sign(body), body)
    assert found is not None
    assert found.event_id == "01HINVOCATION"


def test_a_trigger_without_any_id_is_not_understood() -> None:
    """Its copies could not be told from new ones."""
    body = encoded({"ticket_id": "35436"})
    headers = sign(body)
    del headers["x-zendesk-webhook-invocation-id"]
    with pytest.raises(ContractError, match="trigger: event_id"):
        verify(headers, body)


@pytest.mark.parametrize("type", ["zen:event-type:user.deleted", "zen:event-type:ticket.status_changed"])
def test_other_events_do_not_concern_triage(type: str) -> None:
    """They are genuine and answered with ``None``, whatever else is in them."""
    body = encoded({"type": type, "detail": None})
    assert verify(sign(body), body) is None


@pytest.mark.parametrize(
    ("change", "field"),
    [
        (drop_at("id"), "id"),
        (set_at("id", 7), "id"),
        (drop_at("detail"), "detail"),
        (drop_at("detail.id"), "detail.id"),
        (set_at("detail.id", None), "detail.id"),
        (set_at("detail.id", "../1"), "detail.id"),
        (drop_at("subject"), "subject"),
        (set_at("subject", "zen:user:1"), "subject"),
        (set_at("zendesk_event_version", "2027-01-01"), "zendesk_event_version"),
        (set_at("type", "ZEN:EVENT-TYPE:TICKET.CREATED"), "type"),
        (set_at("type", None), "type"),
    ],
)
def test_drift_of_an_event_is_a_typed_error_that_names_the_field(change: Callable[[Any], None], field: str) -> None:
    """An event of our type that cannot be read is not passed over."""
    content = event()
    change(content)
    body = encoded(content)
    with pytest.raises(ContractError) as caught:
        verify(sign(body), body)
    assert (caught.value.system, caught.value.field) == ("zendesk", field)


def test_an_event_with_more_in_it_is_the_same_event() -> None:
    """Additional fields, and a ticket id in another form, change nothing."""
    content: dict[str, Any] = event() | {"attempt": 2}
    content["detail"]["id"] = "X3FZ"
    body = encoded(content)
    found = verify(sign(body), body)
    assert found is not None
    assert found.ticket_id == "X3FZ"


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'"text"', b"{}", b"[" * 100_000, b"\xff\xfe"])
def test_a_genuine_body_that_is_no_delivery_is_a_contract_error(body: bytes) -> None:
    """Nothing but a typed error leaves, whatever was signed."""
    with pytest.raises(ContractError):
        verify(sign(body), body)


@pytest.mark.parametrize("missing", ["x-zendesk-webhook-signature", "x-zendesk-webhook-signature-timestamp"])
def test_an_unsigned_delivery_is_rejected(missing: str) -> None:
    """Both headers are needed."""
    body = encoded(event())
    headers = sign(body)
    del headers[missing]
    with pytest.raises(Rejected):
        verify(headers, body)


def test_a_delivery_signed_with_another_secret_is_rejected() -> None:
    """Knowing the scheme is not enough."""
    body = encoded(event())
    with pytest.raises(Rejected):
        verify(sign(body, secret="another"), body)


@given(st.binary(max_size=80), st.integers(min_value=0))
def test_a_changed_body_is_rejected(garbage: bytes, position: int) -> None:
    """The signature covers every byte."""
    body = encoded(event())
    at = position % len(body)
    forged = body[:at] + garbage + body[at + len(garbage) :]
    if forged == body:
        assert verify(sign(body), forged) == CREATED
        return
    with pytest.raises(Rejected):
        verify(sign(body), forged)


@pytest.mark.parametrize("name", ["x-zendesk-webhook-signature", "x-zendesk-webhook-signature-timestamp"])
def test_a_header_that_is_no_ascii_is_rejected(name: str) -> None:
    """What a stranger sends never does more than fail."""
    body = encoded(event())
    with pytest.raises(Rejected):
        verify(sign(body) | {name: "é"}, body)


def test_a_moved_time_stamp_is_rejected() -> None:
    """The signature covers the time."""
    body = encoded(event())
    headers = sign(body) | {"x-zendesk-webhook-signature-timestamp": "2025-10-09T08:53:01Z"}
    with pytest.raises(Rejected):
        verify(headers, body)


@pytest.mark.parametrize("timestamp", ["2025-10-09T08:48:19Z", "2025-10-09T08:58:21Z", "1759999980", "09/10/2025"])
def test_a_delivery_outside_the_window_is_rejected(timestamp: str) -> None:
    """Old, early, or without a time that could be read."""
    body = encoded(event())
    with pytest.raises(Rejected):
        verify(sign(body, timestamp), body)


@pytest.mark.parametrize("timestamp", ["2025-10-09T08:48:20Z", "2025-10-09T08:58:20Z"])
def test_the_edges_of_the_window_belong_to_it(timestamp: str) -> None:
    """300 seconds either way."""
    body = encoded(event())
    assert verify(sign(body, timestamp), body) == CREATED
