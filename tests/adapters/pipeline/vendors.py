"""Just enough of four vendors' HTTP to carry a ticket all the way; the simulators do it properly."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx

from tests.adapters.pipeline.world import Answer

TEAMS = ("general", "review", "cards", "exchange")
JSON = {"content-type": "application/json; charset=utf-8"}


def answered(content: object, status: int = 200) -> httpx.Response:
    """Return a JSON answer."""
    return httpx.Response(status, content=json.dumps(content).encode(), headers=JSON)


class Helpdesk:
    """Zendesk with as many open tickets as are asked for."""

    def __init__(self) -> None:
        self.updates: list[dict[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        path = request.url.path
        if path == "/oauth/tokens":
            return answered({"access_token": "zt", "token_type": "bearer", "expires_in": 7200})
        if path == "/api/v2/groups":
            groups = [{"id": number, "name": name, "deleted": False} for number, name in enumerate(TEAMS, 100)]
            return answered({"groups": groups, "meta": {"has_more": False}})
        ticket = self._ticket(int(path.rsplit("/", 1)[-1]))
        if request.method == "PUT":
            self.updates.append(json.loads(request.content)["ticket"])
            ticket |= {"tags": self.updates[-1]["tags"], "updated_at": "2025-10-09T09:00:00Z"}
        return answered({"ticket": ticket, "users": [{"id": 55, "email": "jo@example.com"}]})

    def _ticket(self, id: int) -> dict[str, Any]:
        return {
            "id": id,
            "subject": "Where is my card?",
            "description": "I ordered a card two weeks ago.",
            "priority": None,
            "requester_id": 55,
            "group_id": None,
            "tags": ["web"],
            "created_at": "2025-10-09T08:00:00Z",
            "updated_at": "2025-10-09T08:00:00Z",
        }


def crm(request: httpx.Request) -> httpx.Response:
    """Answer as Salesforce, which knows one customer."""
    if request.url.path.endswith("/oauth2/token"):
        return answered({"access_token": "st", "instance_url": "https://crm.test", "token_type": "Bearer"})
    contact = {
        "attributes": {"type": "Contact"},
        "Id": "003000000000001AAA",
        "Email": "jo@example.com",
        "Name": "Jo Doe",
        "CreatedDate": "2024-01-01T00:00:00.000+0000",
        "AccountId": "001000000000001AAA",
        "Account": {"attributes": {}, "Id": "001000000000001AAA", "Name": "Acme", "SLA__c": "Gold"},
    }
    return answered({"totalSize": 1, "done": True, "records": [contact]})


class Chat:
    """Slack with one channel."""

    def __init__(self) -> None:
        self.posts: list[dict[str, Any]] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        if request.url.path.endswith("/conversations.list"):
            return answered({"ok": True, "channels": [{"id": "C0TRIAGE", "name": "triage"}]})
        if request.url.path.endswith("/conversations.history"):
            said = [{"ts": "1760000000.000100", "bot_id": "B1", "metadata": post["metadata"]} for post in self.posts]
            return answered({"ok": True, "messages": said, "has_more": False})
        self.posts.append(json.loads(request.content))
        return answered({"ok": True, "channel": "C0TRIAGE", "ts": "1760000000.000100"})


def ai(request: httpx.Request) -> httpx.Response:
    """Answer as OpenAI, streaming one confident opinion."""
    asked = json.loads(request.content)
    said = json.dumps({"category": "card_arrival", "confidence": 0.93, "explanation": "A card is awaited."})
    base = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": asked["model"]}
    usage = {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120}
    chunks: list[Mapping[str, Any]] = [
        {**base, "choices": [{"index": 0, "delta": {"content": said}, "finish_reason": None}]},
        {**base, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        {**base, "choices": [], "usage": usage},
    ]
    events = "".join(f"data: {json.dumps(chunk)}\n\n" for chunk in chunks) + "data: [DONE]\n\n"
    return httpx.Response(200, content=events.encode(), headers={"content-type": "text/event-stream"})


class Vendors:
    """All four, with what was written to them."""

    def __init__(self) -> None:
        self.helpdesk = Helpdesk()
        self.chat = Chat()

    def answers(self) -> dict[str, Answer]:
        """Return how each role answers."""
        return {"helpdesk": self.helpdesk, "crm": crm, "chat": self.chat, "ai": ai}
