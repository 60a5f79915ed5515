"""Tokens and scopes."""

from __future__ import annotations

import pytest

from simulators.slack.access import conversation_type, token_kind

from .desk import Desk


def limited(desk: Desk, scopes: str) -> str:
    """Return a bot token that may do only some things."""
    token = "xoxb-1-2-limited"
    user, app = desk.system.credentials["bot_user_id"], desk.system.credentials["client_id"]
    desk.workspace.installations.tokens.keep(token, user, app, tuple(scopes.split(",")))
    return token


def test_tokens_are_told_apart_by_their_prefix() -> None:
    """Rotating ones are of the same kind."""
    tokens = ("xoxb-1", "xoxe.xoxb-1", "xoxp-1", "xoxe.xoxp-1", "xapp-1", "other")
    assert [token_kind(token) for token in tokens] == ["bot", "bot", "user", "user", "app", ""]


def test_a_token_is_needed(desk: Desk) -> None:
    """Neither the query nor JSON can carry it; a form can."""
    token = desk.system.credentials["bot_token"]
    assert desk.error("auth.test", None) == "not_authed"
    assert desk.post("/api/auth.test", query=f"token={token}").json()["error"] == "not_authed"
    assert desk.json("auth.test", None, token=token)["error"] == "not_authed"
    form = f"token={token}".encode()
    assert desk.post("/api/auth.test", form, "application/x-www-form-urlencoded").json()["ok"]


def test_wrong_tokens_have_codes(desk: Desk) -> None:
    """Unknown, revoked, and of somebody who was deleted."""
    assert desk.error("auth.test", "xoxb-unknown") == "invalid_auth"
    desk.ok("auth.revoke", "user_token")
    assert desk.error("auth.test", "user_token") == "token_revoked"
    token = limited(desk, "chat:write")
    desk.workspace.people.update(desk.system.credentials["bot_user_id"], {"deleted": True})
    assert desk.error("auth.test", token) == "account_inactive"


@pytest.mark.parametrize(
    ("method", "token"),
    [
        ("search.messages", "bot_token"),
        ("reminders.list", "bot_token"),
        ("chat.startStream", "user_token"),
        ("assistant.threads.setStatus", "user_token"),
        ("chat.postMessage", "app_token"),
    ],
)
def test_some_methods_take_some_kinds_of_tokens(desk: Desk, method: str, token: str) -> None:
    """Others are refused."""
    assert desk.error(method, token) == "not_allowed_token_type"


def test_a_missing_scope_is_named(desk: Desk) -> None:
    """The answer tells what was needed and what was there; the headers tell it too."""
    token = limited(desk, "chat:write,users:read")
    answer = desk.post("/api/reactions.add", token=token)
    assert answer.json() == {
        "ok": False,
        "error": "missing_scope",
        "needed": "reactions:write",
        "provided": "chat:write,users:read",
    }
    assert answer.header("x-oauth-scopes") == "chat:write,users:read"
    assert answer.header("x-accepted-oauth-scopes") == "reactions:write"


def test_the_scope_must_fit_the_conversation(desk: Desk) -> None:
    """Reading public channels is not reading private ones."""
    private = desk.ok("conversations.create", name="secret", is_private=True)["channel"]["id"]
    token = limited(desk, "channels:history")
    assert desk.ok("conversations.history", token, channel=desk.channel())
    answer = desk.call("conversations.history", token, channel=private)
    assert (answer["error"], answer["needed"]) == ("missing_scope", "groups:history")


def test_conversations_have_types() -> None:
    """Direct messages come before private."""
    kinds = [{}, {"is_private": True}, {"is_im": True, "is_private": True}, {"is_mpim": True, "is_private": True}]
    assert [conversation_type(kind) for kind in kinds] == ["channel", "group", "im", "mpim"]
