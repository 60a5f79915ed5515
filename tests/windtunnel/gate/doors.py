"""Receivers of a help desk's webhooks, careful and careless ones, for tests."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from windtunnel.gate.probes import Setting
from windtunnel.gate.receivers import Delivered

ROOT = Path(__file__).parents[3]
SYSTEM = "zendesk"
TICKET = {"subject": "Charged twice", "text": "Twice.", "email": "ana@mail.example", "name": "Ana"}


class DoorError(Exception):
    """What a door raises on purpose."""


def nothing(webhook: Delivered) -> bytes:
    """Answer with nothing."""
    return b""


@dataclass(frozen=True)
class Door:
    """A receiver."""

    receive: Callable[[Setting, Delivered], Awaitable[object]]
    name: str = "door"
    answer: Callable[[Delivered], bytes] = nothing
    errors: tuple[type[Exception], ...] = (DoorError,)
    options: Mapping[str, Any] = field(default_factory=dict)
    arrivals: Sequence[Mapping[str, Any]] = (TICKET,)


async def careless(setting: Setting, webhook: Delivered) -> object:
    """Trust everything, and forget what is not understood."""
    payload = orjson.loads(webhook.body)
    if not isinstance(payload, dict) or payload.get("type") != "zen:event-type:ticket.created":
        return None
    return {"ticket": payload.get("detail", {}).get("id")}


async def careful(setting: Setting, webhook: Delivered) -> object:
    """Verify the signature, and refuse what is not understood."""
    secret = setting.environment["HELPDESK_SIGNING_SECRET"].encode()
    stamp = webhook.headers.get("x-zendesk-webhook-signature-timestamp", "").encode()
    digest = b64encode(hmac.new(secret, stamp + webhook.body, hashlib.sha256).digest()).decode()
    if not hmac.compare_digest(digest, webhook.headers.get("x-zendesk-webhook-signature", "")):
        raise DoorError("not signed")
    payload = orjson.loads(webhook.body)
    if not isinstance(payload, dict) or payload.get("type") != "zen:event-type:ticket.created":
        raise DoorError("not understood")
    ticket = payload["detail"].get("id") if isinstance(payload.get("detail"), dict) else None
    if not isinstance(ticket, str) or not ticket.isdecimal():
        raise DoorError("no ticket")
    return {"ticket": ticket, "at": setting.clock.now()}


async def failing(setting: Setting, webhook: Delivered) -> object:
    """Refuse everything."""
    raise DoorError("closed")


CALLS: list[int] = []


async def counting(setting: Setting, webhook: Delivered) -> object:
    """Return something else each time."""
    CALLS.append(1)
    return len(CALLS)
