"""Deliveries of Zendesk's webhooks: are they genuine, are they recent, and which ticket do they concern.

Source: recorded deliveries. The signature is base64 of HMAC-SHA256 under the secret as it is given, not
decoded, over time stamp and raw body. Zendesk defines no window, so the integration does.
"""

from __future__ import annotations

from collections.abc import Mapping

from ...authentication.signature import SignatureEncoding, SignatureScheme
from ...errors import Rejected
from ...json_values import decoded
from ...masking import Secret
from ...ports import TicketEvent
from ..wire import Place, read
from . import wire

SIGNATURE = "x-zendesk-webhook-signature"
TIMESTAMP = "x-zendesk-webhook-signature-timestamp"
INVOCATION = "x-zendesk-webhook-invocation-id"
SCHEME = SignatureScheme("zendesk", SignatureEncoding.BASE64)
EVENT_PREFIX = "zen:event-type:"
TICKET_CREATED = "ticket.created"

_EVENT = Place("zendesk", "webhook 2022-11-06", TICKET_CREATED)
_TRIGGER = Place("zendesk", "webhook v2", "trigger")


def event(
    headers: Mapping[str, str], body: bytes, *, secret: Secret, now: float, window_seconds: float
) -> TicketEvent | None:
    """Check and read a delivery.

    Args:
        headers: names in any case.
        body: as it arrived.
        secret: the webhook's signing secret.
        now: seconds since the epoch.
        window_seconds: how far from ``now`` it may have been signed.

    Returns:
        The event; ``None`` for an event of another type than a created ticket.

    Raises:
        Rejected: not signed by Zendesk, or not within the window.
        ContractError: genuine, and not understood.
    """
    given = {name.lower(): value for name, value in headers.items()}
    _check(given, body, secret, now, window_seconds)
    content = _decoded(body)
    if isinstance(content, dict) and "type" in content:
        return _from_event(content)
    return _from_trigger(content, given.get(INVOCATION))


def _check(headers: Mapping[str, str], body: bytes, secret: Secret, now: float, window_seconds: float) -> None:
    signature, timestamp = headers.get(SIGNATURE), headers.get(TIMESTAMP, "")
    signed_at = wire.parse_time(timestamp)
    if signature is None or signed_at is None:
        raise Rejected("the delivery is not signed", system=SCHEME.system)
    SCHEME.check(timestamp.encode() + body, signature, (secret,))
    SCHEME.check_window(signed_at.timestamp(), now, window_seconds)


def _decoded(body: bytes) -> object:
    try:
        return decoded(body)
    except (ValueError, RecursionError):
        raise _TRIGGER.broken(f"the body is not JSON ({len(body)} bytes)") from None


def _from_event(content: dict[str, object]) -> TicketEvent | None:
    delivery = read(wire.Delivery, content, _EVENT)
    if delivery.type != EVENT_PREFIX + TICKET_CREATED:
        return None
    created = read(wire.TicketCreated, content, _EVENT)
    return TicketEvent(event_id=created.id, ticket_id=created.detail.id, kind=TICKET_CREATED)


def _from_trigger(content: object, invocation_id: str | None) -> TicketEvent:
    """Read what our trigger "a ticket was created" sends; without ``event_id`` the invocation is the event."""
    trigger = read(wire.TriggerBody, content, _TRIGGER)
    event_id = trigger.event_id or invocation_id
    if event_id is None:
        raise _TRIGGER.broken("is missing, and so is the id of the invocation", "event_id")
    return TicketEvent(event_id=event_id, ticket_id=trigger.ticket_id, kind=TICKET_CREATED)
