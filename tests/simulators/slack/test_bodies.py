"""What a caller sends, in every encoding."""

from __future__ import annotations

import pytest

from .desk import Desk

FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("body", "media", "code"),
    [
        (b"{", "application/json", "invalid_json"),
        (b"\xff", "application/json", "invalid_json"),
        (b"[]", "application/json", "json_not_object"),
        (b"channel=C1", None, "missing_post_type"),
        (b"<a/>", "text/xml", "invalid_post_type"),
        (b"{}", "application/json; charset=utf-16", "invalid_charset"),
        (b"\xff=1", FORM, "invalid_form_data"),
        (b"x", "multipart/form-data", "invalid_form_data"),
    ],
)
def test_a_body_that_cannot_be_read_has_a_code(desk: Desk, body: bytes, media: str | None, code: str) -> None:
    """Each way of being wrong has its own, at HTTP 200."""
    answer = desk.post("/api/chat.postMessage", body, media, "bot_token")
    assert (answer.status, answer.json()["error"]) == (200, code)


def test_json_without_a_charset_is_warned_about(desk: Desk) -> None:
    """The call succeeds."""
    answer = desk.post(
        "/api/chat.postMessage", b'{"channel":"cards","text":"x"}', "application/json", "bot_token"
    ).json()
    assert (answer["ok"], answer["warning"]) == (True, "missing_charset")
    assert answer["response_metadata"]["warnings"] == ["missing_charset"]


def test_a_form_with_a_charset_is_warned_about(desk: Desk) -> None:
    """Refusals carry warnings too."""
    answer = desk.post("/api/chat.postMessage", b"channel=cards", f"{FORM}; charset=utf-8", "bot_token").json()
    assert (answer["error"], answer["warning"]) == ("no_text", "superfluous_charset")


def test_query_and_body_are_mixed_and_the_body_wins(desk: Desk) -> None:
    """Arguments may come either way in one call."""
    query = "channel=nowhere&text=from+the+query"
    answer = desk.post("/api/chat.postMessage", b"channel=cards", FORM, "bot_token", query=query).json()
    assert (answer["channel"], answer["message"]["text"]) == (desk.channel("cards"), "from the query")


def test_a_multipart_form_is_taken(desk: Desk) -> None:
    """Fields come as parts, the token included."""
    token = desk.system.credentials["bot_token"]
    parts = {"token": token, "channel": "cards", "text": "Grüße"}
    body = "".join(f'--b\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in parts.items())
    media = "multipart/form-data; boundary=b"
    answer = desk.post("/api/chat.postMessage", f"{body}--b--\r\n".encode(), media).json()
    assert answer["message"]["text"] == "Grüße"


def test_get_and_post_are_the_same(desk: Desk) -> None:
    """A method that writes takes GET, one that reads takes POST."""
    posted = desk.post("/api/chat.postMessage", token="bot_token", verb="GET", query="channel=cards&text=x").json()
    assert posted["ok"]
    read = desk.post("/api/conversations.history", token="bot_token", verb="GET", query=f"channel={posted['channel']}")
    assert read.json()["messages"] == desk.ok("conversations.history", channel=posted["channel"])["messages"]


def test_older_methods_that_read_do_not_see_json(desk: Desk) -> None:
    """users.info in JSON answers as if no user was named; conversations.history takes JSON."""
    assert desk.json("users.info", user="U07WINDTNL1")["error"] == "user_not_found"
    assert desk.json("conversations.history", channel=desk.channel())["ok"]
    assert desk.json("files.getUploadURLExternal", filename="a", length=1)["error"] == "invalid_arguments"


def test_iso_8859_1_is_read_as_such(desk: Desk) -> None:
    """The older charset still works for JSON."""
    body, media = '{"channel":"cards","text":"é"}'.encode("latin-1"), "application/json; charset=iso-8859-1"
    assert desk.post("/api/chat.postMessage", body, media, "bot_token").json()["message"]["text"] == "é"


def test_an_empty_body_is_no_arguments(desk: Desk) -> None:
    """Clients announce JSON and send nothing when there are no arguments."""
    assert desk.post("/api/auth.test", b"", "application/json;charset=utf-8", "bot_token").json()["ok"]
