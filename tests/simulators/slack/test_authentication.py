"""api.test, auth.test and auth.revoke."""

from __future__ import annotations

from .desk import Desk


def test_arguments_come_back(desk: Desk) -> None:
    """Or the call fails as asked; no token is needed."""
    assert desk.call("api.test", None, foo="bar") == {"ok": True, "args": {"foo": "bar"}}
    assert desk.json("api.test", None) == {"ok": True}
    assert desk.call("api.test", None, error="my_error")["error"] == "my_error"


def test_every_kind_of_token_is_told(desk: Desk) -> None:
    """A bot, a user, and an app."""
    bot, user, app = (desk.ok("auth.test", token) for token in ("bot_token", "user_token", "app_token"))
    assert (bot["bot_id"], bot["user"], bot["url"]) == ("B07WINDTNL1", "windtunnel", "https://windtunnel.slack.com/")
    assert (user["user"], "bot_id" in user) == ("ada", False)
    assert (app["app_id"], app["app_name"]) == ("A07WINDTNL1", "Windtunnel")


def test_a_token_is_revoked(desk: Desk) -> None:
    """Not by a test; the app hears of it, and that it is gone."""
    receiver = desk.connect()
    assert desk.ok("auth.revoke", test=True)["revoked"] is False
    assert desk.ok("auth.revoke")["revoked"] is True
    assert desk.error("auth.test") == "token_revoked"
    desk.settle()
    assert [event["type"] for event in receiver.events()] == ["tokens_revoked", "app_uninstalled"]
    assert receiver.events()[0]["tokens"] == {"oauth": [], "bot": ["U07WINDTNLB"]}


def test_a_users_token_leaves_the_app_installed(desk: Desk) -> None:
    """Only tokens_revoked is sent."""
    receiver = desk.connect()
    desk.ok("auth.revoke", "user_token")
    desk.settle()
    assert [event["tokens"]["oauth"] for event in receiver.events()] == [["U07WINDTNL1"]]
