"""Incoming webhooks and response URLs."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

import orjson
import pytest

from .desk import Desk

JSON, FORM = "application/json", "application/x-www-form-urlencoded"


def hooked(desk: Desk, body: object, media: str = JSON, path: str | None = None) -> tuple[int, str]:
    """Post to the webhook and return status and text."""
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    answer = desk.post(path or desk.system.credentials["incoming_webhook_path"], raw, media)
    return answer.status, answer.body.decode()


def answered(desk: Desk, ts: str | None = None) -> str:
    """Return the path of a response URL."""
    url: str = desk.workspace.interactions.issue_response_url("1.2", desk.channel(), "U07WINDTNL2", ts)
    return urlsplit(url).path


def test_json_and_forms_are_posted_to_the_hooks_own_channel(desk: Desk) -> None:
    """A channel or name in the payload does not count."""
    assert hooked(desk, {"text": "a & b", "channel": "random", "username": "x"}) == (200, "ok")
    form = urlencode({"payload": orjson.dumps({"text": "form"}).decode()}).encode()
    assert hooked(desk, form, FORM) == (200, "ok")
    messages = desk.ok("conversations.history", channel=desk.channel("general"))["messages"]
    assert [message["text"] for message in messages] == ["form", "a &amp; b"]
    assert (messages[0]["subtype"], messages[0]["bot_id"]) == ("bot_message", "B07WINDTNL2")
    assert desk.effect_names() == ["messages.created"] * 2


@pytest.mark.parametrize(
    ("body", "media", "status", "text"),
    [
        (b"{", JSON, 400, "invalid_payload"),
        (b"[]", JSON, 400, "invalid_payload"),
        (b"text=x", FORM, 400, "invalid_payload"),
        (b"\xff", FORM, 400, "invalid_payload"),
        (b"{}", JSON, 400, "no_text"),
        (orjson.dumps({"text": "x", "attachments": [{}] * 101}), JSON, 400, "too_many_attachments"),
        (orjson.dumps({"text": "x", "blocks": [{"type": "x"}]}), JSON, 400, "invalid_payload"),
    ],
)
def test_what_cannot_be_posted_is_told_in_text(desk: Desk, body: bytes, media: str, status: int, text: str) -> None:
    """A status and a bare code."""
    assert hooked(desk, body, media) == (status, text)


def test_the_address_is_the_credential(desk: Desk) -> None:
    """Each part of it is checked."""
    path = desk.system.credentials["incoming_webhook_path"]
    said = {"text": "x"}
    assert hooked(desk, said, path=path + "x") == (403, "invalid_token")
    assert hooked(desk, said, path=path.replace("T07WINDTNL1", "T00000000")) == (404, "no_team")
    assert hooked(desk, said, path=path.replace("B07WINDTNL2", "B00000000")) == (404, "no_service")
    desk.workspace.channels.update(desk.channel("general"), {"is_archived": True})
    assert hooked(desk, said) == (410, "channel_is_archived")
    desk.workspace.store["channels"].remove(desk.channel("general"))
    assert hooked(desk, said) == (404, "channel_not_found")


def test_a_thread_is_replied_to(desk: Desk) -> None:
    """thread_ts is taken."""
    parent = desk.say("x", "general")["ts"]
    hooked(desk, {"text": "y", "thread_ts": parent})
    assert len(desk.ok("conversations.replies", channel=desk.channel("general"), ts=parent)["messages"]) == 2


def test_a_response_url_works_five_times_within_half_an_hour(desk: Desk) -> None:
    """Afterwards it says why not, in JSON."""
    path = answered(desk)
    for _ in range(5):
        assert hooked(desk, {"text": "x"}, path=path) == (200, "ok")
    answer = desk.post(path, b'{"text":"x"}', JSON)
    assert (answer.status, answer.json()) == (404, {"ok": False, "error": "used_url"})
    late = answered(desk)
    desk.clock.advance(1800)
    assert desk.post(late, b'{"text":"x"}', JSON).json()["error"] == "expired_url"
    assert desk.post(late + "x", b'{"text":"x"}', JSON).json()["error"] == "expired_url"
    assert desk.post(answered(desk), b"{", JSON).json()["error"] == "invalid_payload"
    assert desk.post(answered(desk), b"[]", JSON).json()["error"] == "invalid_payload"
    assert desk.post(answered(desk), b"{}", JSON).json()["error"] == "no_text"
