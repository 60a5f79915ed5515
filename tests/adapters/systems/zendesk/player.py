"""Plays a Zendesk account with one ticket, by the recorded answers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from typing import Any

import httpx

from adapters.systems.zendesk.settings import ZendeskSettings
from tests.adapters.systems.vendor import Vendor

URL = "https://example.zendesk.com"
SECRET = "dGhpc19zZWNyZXQ="
TICKET_ID = "35436"

SETTINGS = ZendeskSettings.from_environment(
    {
        "HELPDESK_URL": URL,
        "HELPDESK_CLIENT_ID": "integration",
        "HELPDESK_CLIENT_SECRET": "client-secret-value",
        "HELPDESK_SIGNING_SECRET": SECRET,
    },
    "helpdesk",
)


def ticket() -> dict[str, Any]:
    """Return the ticket as recorded, with fields that nobody reads."""
    return {
        "url": f"{URL}/api/v2/tickets/{TICKET_ID}.json",
        "id": int(TICKET_ID),
        "external_id": None,
        "via": {"channel": "email", "source": {"from": {}, "to": {}, "rel": None}},
        "created_at": "2025-10-09T08:50:00Z",
        "updated_at": "2025-10-09T08:51:30Z",
        "generated_timestamp": 1759999890,
        "type": None,
        "subject": "Card not arrived",
        "raw_subject": "Card not arrived",
        "description": "I ordered a card two weeks ago.",
        "priority": "normal",
        "status": "new",
        "requester_id": 20978392,
        "submitter_id": 20978392,
        "group_id": None,
        "tags": ["vip"],
        "custom_fields": [],
    }


def user() -> dict[str, Any]:
    """Return the requester."""
    return {"id": 20978392, "name": "Ann Ode", "email": "ann@mail.example", "active": True, "role": "end-user"}


AGENT = {"id": 20978300, "name": "Bo Berg", "email": "bo@the desk", "active": True, "role": "agent"}
"""Somebody else who has to do with the ticket, and whose address is none."""


class FakeZendesk(Vendor):
    """The account."""

    def __init__(self) -> None:
        super().__init__()
        self.ticket = ticket()
        self.user = user()
        self.users = [AGENT, self.user]
        self.groups: list[dict[str, Any]] = [
            {"id": 111, "name": "cards", "deleted": False},
            {"id": 112, "name": "payments", "deleted": False},
            {"id": 113, "name": "old", "deleted": True},
        ]
        self.page_size = 100
        self.notes: list[str] = []

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Route a request."""
        path = request.url.path
        if path == f"/api/v2/tickets/{TICKET_ID}":
            return self._update(request) if request.method == "PUT" else self._show(request)
        if path == "/api/v2/groups":
            return self._list_groups(request)
        return httpx.Response(404, json={"error": "RecordNotFound", "description": "Not found"})

    def touch(self) -> None:
        """Have somebody else change the ticket."""
        second = int(self.ticket["updated_at"][17:19])
        self.ticket["updated_at"] = f"2025-10-09T08:52:{(second + 1) % 60:02}Z"

    def _show(self, request: httpx.Request) -> httpx.Response:
        beside = {"users": self.users} if request.url.params.get("include") == "users" else {}
        return httpx.Response(200, json={"ticket": self.ticket, **beside})

    def _update(self, request: httpx.Request) -> httpx.Response:
        change = json.loads(request.content)["ticket"]
        if change["safe_update"] and change["updated_stamp"] != self.ticket["updated_at"]:
            return httpx.Response(409, json={"error": "UpdateConflict", "description": "Safe Update prevented"})
        self.notes.append(change["comment"]["body"])
        self.ticket |= {name: change[name] for name in ("tags", "group_id", "priority") if name in change}
        self.touch()
        return httpx.Response(200, json={"ticket": self.ticket, "audit": {"id": 1}})

    def _list_groups(self, request: httpx.Request) -> httpx.Response:
        start = int(request.url.params.get("page[after]", "0"))
        end = start + self.page_size
        more = end < len(self.groups)
        return httpx.Response(
            200,
            json={
                "groups": self.groups[start:end],
                "meta": {"has_more": more, "after_cursor": str(end) if more else None, "before_cursor": None},
                "links": {"next": f"{URL}/api/v2/groups?page[after]={end}", "prev": None},
            },
        )


def sign(body: bytes, timestamp: str = "2025-10-09T08:53:00Z", secret: str = SECRET) -> dict[str, str]:
    """Return the headers of a delivery."""
    signature = hmac.digest(secret.encode(), timestamp.encode() + body, hashlib.sha256)
    return {
        "x-zendesk-webhook-signature": base64.b64encode(signature).decode(),
        "x-zendesk-webhook-signature-timestamp": timestamp,
        "x-zendesk-webhook-invocation-id": "01HINVOCATION",
    }


def event() -> dict[str, Any]:
    """Return the event of a created ticket."""
    return {
        "account_id": 10000001,
        "detail": {"id": TICKET_ID, "subject": "Card not arrived", "status": "NEW"},
        "event": {},
        "id": "2b24b2a1-0000-4000-8000-9d0c3b1f8a11",
        "subject": f"zen:ticket:{TICKET_ID}",
        "time": "2025-10-09T08:53:00.268889434Z",
        "type": "zen:event-type:ticket.created",
        "zendesk_event_version": "2022-11-06",
    }
