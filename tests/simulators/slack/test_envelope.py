"""The envelope, quotas and outages."""

from __future__ import annotations

import pytest

from .desk import Desk


def test_an_unknown_method_is_an_answer_at_200(desk: Desk) -> None:
    """It names the method."""
    answer = desk.post("/api/no.such", token="bot_token")
    assert (answer.status, answer.json()) == (200, {"ok": False, "error": "unknown_method", "req_method": "no.such"})


@pytest.mark.parametrize("method", ["admin.users.list", "stars.add", "canvases.create", "apps.connections.open"])
def test_a_method_that_is_not_simulated_answers_501(desk: Desk, method: str) -> None:
    """Told apart from one that does not exist, with a word for people."""
    answer = desk.post(f"/api/{method}", token="app_token")
    assert (answer.status, answer.json()["error"]) == (501, "not_implemented")
    assert "simulate" in answer.json()["response_metadata"]["messages"][0]


@pytest.mark.parametrize("method", ["files.upload", "channels.list", "im.open", "groups.history"])
def test_a_retired_method_says_so(desk: Desk, method: str) -> None:
    """method_deprecated, with a word for people."""
    answer = desk.post(f"/api/{method}", token="bot_token").json()
    assert answer["error"] == "method_deprecated"
    assert answer["response_metadata"]["messages"][0].startswith("[ERROR] This method is retired")


def test_nothing_is_served_elsewhere(desk: Desk) -> None:
    """Other paths are 404, other verbs 405, in plain text."""
    assert desk.post("/nowhere").status == 404
    assert desk.post("/services/T1/B1/x", verb="GET").status == 405
    assert desk.post("/api/auth.test", verb="PUT").json()["error"] == "unknown_method"


def test_an_exhausted_tier_is_429_with_a_wait(desk: Desk) -> None:
    """A tier 2 method may be called twenty times a minute; at the next minute it works again."""
    for _ in range(20):
        desk.ok("emoji.list")
    answer = desk.post("/api/emoji.list", token="bot_token")
    assert (answer.status, answer.json()) == (429, {"ok": False, "error": "ratelimited"})
    wait = int(answer.header("retry-after") or 0)
    assert 1 <= wait <= 60
    assert desk.ok("team.info")
    desk.clock.advance(wait)
    assert desk.ok("emoji.list")


def test_a_channel_takes_a_burst_and_then_one_message_a_second(desk: Desk) -> None:
    """A name and an id are the same channel; another channel has its own quota."""
    channel = desk.channel("cards")
    for name in ("cards", "#cards", channel, channel, channel):
        desk.ok("chat.postMessage", channel=name, text="x")
    answer = desk.post("/api/chat.postMessage", token="bot_token", query="channel=%23cards&text=x", verb="GET")
    assert (answer.status, answer.header("retry-after")) == (429, "1")
    assert desk.ok("chat.postMessage", channel="review", text="x")
    desk.clock.advance(1)
    assert desk.ok("chat.postMessage", channel=channel, text="x")
    assert desk.post("/api/chat.postMessage", token="bot_token", query="channel=cards&text=x").status == 429


def test_a_webhook_is_limited_in_text(desk: Desk) -> None:
    """Its 429 is a bare word with Retry-After."""
    path = desk.system.credentials["incoming_webhook_path"]
    statuses = [desk.post(path, b'{"text":"x"}', "application/json").status for _ in range(6)]
    answer = desk.post(path, b'{"text":"x"}', "application/json")
    assert statuses == [200] * 5 + [429]
    assert (answer.body, answer.header("retry-after")) == (b"rate_limited", "1")


@pytest.mark.parametrize(
    ("status", "code"),
    [(500, "internal_error"), (503, "service_unavailable"), (429, "ratelimited"), (504, "fatal_error")],
)
def test_an_outage_keeps_the_envelope(desk: Desk, status: int, code: str) -> None:
    """The front door fails in JSON too."""
    answer = desk.system.error(status, 2.5)
    assert (answer.status, answer.json(), answer.header("retry-after")) == (status, {"ok": False, "error": code}, "3")


def test_what_is_not_built_is_501(desk: Desk) -> None:
    """Socket Mode is refused, not faked."""
    answer = desk.post("/api/apps.connections.open", token="app_token")
    assert (answer.status, answer.json()["error"]) == (501, "not_implemented")
