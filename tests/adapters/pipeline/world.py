"""Environment and transports for a whole service, without vendors."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from random import Random

import httpx

from adapters.clock import Clock
from adapters.inbound.asgi import Application
from adapters.pipeline.triage import create
from adapters.spokes.connection import Surroundings
from tests.adapters.inbound.fakes import RecordingSink

SIGNING_SECRET = "signing-secret-canary"
ENVIRONMENT: Mapping[str, str] = {
    "TRIAGE_CATEGORIES": "card_arrival,exchange_rate",
    "TRIAGE_STORE_PATH": ":memory:",
    "TRIAGE_STORE_SYNCHRONOUS": "OFF",
    "HELPDESK_URL": "https://helpdesk.test",
    "HELPDESK_CLIENT_ID": "triage",
    "HELPDESK_CLIENT_SECRET": "helpdesk-secret",
    "HELPDESK_SIGNING_SECRET": SIGNING_SECRET,
    "CRM_URL": "https://crm.test",
    "CRM_CLIENT_ID": "triage",
    "CRM_CLIENT_SECRET": "crm-secret",
    "CHAT_URL": "https://chat.test",
    "CHAT_BOT_TOKEN": "xoxb-secret",
    "AI_URL": "https://ai.test",
    "AI_API_KEY": "sk-secret",
}

Answer = Callable[[httpx.Request], httpx.Response]


class CountingTransport(httpx.AsyncBaseTransport):
    """Answers with a function, counts requests, and knows whether it was closed."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.requests: list[httpx.Request] = []
        self.closed = False

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        self.requests.append(request)
        return self.answer(request)

    async def aclose(self) -> None:
        """Note that it was closed."""
        self.closed = True


def refuse(request: httpx.Request) -> httpx.Response:
    """Refuse the connection."""
    raise httpx.ConnectError("refused", request=request)


class World:
    """One transport per role, and everything that a service is made with."""

    def __init__(self, clock: Clock, answers: Mapping[str, Answer] | None = None, /, **changes: str) -> None:
        self.clock = clock
        self.sink = RecordingSink()
        self.transports: dict[str, CountingTransport] = {}
        self.environment = {**ENVIRONMENT, **changes}
        self._answers = answers or {}

    def transport(self, role: str) -> httpx.AsyncBaseTransport:
        """Return the transport of a role."""
        self.transports[role] = CountingTransport(self._answers.get(role, refuse))
        return self.transports[role]

    def surroundings(self) -> Surroundings:
        """Return what connections need."""
        return Surroundings(self.environment, self.clock, Random(1), self.sink, self.transport, 4)

    def create(self) -> Application:
        """Make the service."""
        return create(self.environment, clock=self.clock, random=Random(1), transports=self.transport, audit=self.sink)


def delivery(clock: Clock, ticket_id: int, event_id: str) -> tuple[bytes, dict[str, str]]:
    """Return body and headers of a signed webhook of Zendesk."""
    event = {
        "account_id": 1,
        "id": event_id,
        "type": "zen:event-type:ticket.created",
        "subject": f"zen:ticket:{ticket_id}",
        "time": "2025-10-09T08:53:20Z",
        "zendesk_event_version": "2022-11-06",
        "detail": {"id": str(ticket_id)},
        "event": {},
    }
    body = json.dumps(event).encode()
    at = datetime.fromtimestamp(clock.now(), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    signature = hmac.digest(SIGNING_SECRET.encode(), at.encode() + body, hashlib.sha256)
    return body, {
        "x-zendesk-webhook-signature": base64.b64encode(signature).decode(),
        "x-zendesk-webhook-signature-timestamp": at,
    }
