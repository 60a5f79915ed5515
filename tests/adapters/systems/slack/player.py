"""Plays a Slack workspace with a few channels, by the method pages."""

from __future__ import annotations

import html
import json
from typing import Any

import httpx

from adapters.systems.slack.settings import SlackSettings
from tests.adapters.systems.vendor import NOW, Fault, Vendor

URL = "https://slack.com"
CHANNEL_ID = "C07WINDTNL1"

SETTINGS = SlackSettings.from_environment({"CHAT_BOT_TOKEN": "xoxb-bot-token-value"}, "chat")


def refusal(code: str, **more: object) -> dict[str, object]:
    """Return the envelope of a refusal."""
    return {"ok": False, "error": code} | more


class FakeSlack(Vendor):
    """The workspace."""

    def __init__(self) -> None:
        super().__init__()
        self.channels: list[dict[str, Any]] = [
            {"id": "D07DIRECT01", "user": "U07WINDTNL1"},
            {"id": "C07GENERAL1", "name": "general"},
            {"id": CHANNEL_ID, "name": "triage"},
        ]
        self.messages: list[dict[str, Any]] = []
        self.list_page_size = 100
        self.history_page_size = 100

    @property
    def posted(self) -> list[str]:
        """The texts of our messages, as people read them."""
        return [html.unescape(message["text"]) for message in self.messages if "metadata" in message]

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Route a method."""
        method = request.url.path.removeprefix("/api/")
        if method == "chat.postMessage":
            return self._post(request)
        if method == "conversations.history":
            return self._history(request.url.params)
        if method == "conversations.list":
            return self._list(request.url.params)
        return httpx.Response(200, json=refusal("unknown_method"))

    def chatter(self, count: int, age_seconds: float = 0.0) -> None:
        """Have people talk."""
        for _ in range(count):
            self._keep({"type": "message", "user": "U07WINDTNL1", "text": "hello"}, age_seconds)

    def _keep(self, message: dict[str, Any], age_seconds: float = 0.0) -> str:
        ts = f"{int(NOW - age_seconds)}.{len(self.messages):06}"
        self.messages.append(message | {"ts": ts})
        return ts

    def _post(self, request: httpx.Request) -> httpx.Response:
        assert request.headers["content-type"] == "application/json; charset=utf-8"
        body = json.loads(request.content)
        if body["channel"] not in [channel["id"] for channel in self.channels]:
            return httpx.Response(200, json=refusal("channel_not_found"))
        message = {"type": "message", "bot_id": "B07WINDTNL1", "text": body["text"], "metadata": body["metadata"]}
        ts = self._keep(message)
        return httpx.Response(
            200, json={"ok": True, "channel": body["channel"], "ts": ts, "message": message | {"ts": ts}}
        )

    def _history(self, parameters: httpx.QueryParams) -> httpx.Response:
        assert parameters["include_all_metadata"] == "true"
        newest_first = sorted(self.messages, key=lambda message: float(message["ts"]), reverse=True)
        page, following = self._page(newest_first, parameters, self.history_page_size)
        more = {"response_metadata": {"next_cursor": following}} if following else {}
        return httpx.Response(200, json={"ok": True, "messages": page, "has_more": bool(following), **more})

    def _list(self, parameters: httpx.QueryParams) -> httpx.Response:
        page, following = self._page(self.channels, parameters, self.list_page_size)
        body = {"ok": True, "channels": page, "response_metadata": {"next_cursor": following}}
        return httpx.Response(200, json=body)

    def _page(
        self, items: list[dict[str, Any]], parameters: httpx.QueryParams, size: int
    ) -> tuple[list[dict[str, Any]], str]:
        start = int(parameters.get("cursor", "0"))
        end = start + size
        return items[start:end], str(end) if end < len(items) else ""


def refuse_with(code: str, *, act: bool = False) -> Fault:
    """Answer with a refusal, after acting or without."""

    def fault(do: Any) -> httpx.Response:
        if act:
            do()
        return httpx.Response(200, json=refusal(code))

    return fault
