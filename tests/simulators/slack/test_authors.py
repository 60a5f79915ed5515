"""Who a message is from."""

from __future__ import annotations

from .desk import Desk


def test_a_bot_has_a_profile(desk: Desk) -> None:
    """A user has none, a webhook is no user."""
    authors = desk.workspace.authors
    assert authors.bot()["bot_profile"]["team_id"] == "T07WINDTNL1"
    assert authors.user("U07WINDTNL2") == {"user": "U07WINDTNL2", "team": "T07WINDTNL1"}
    assert authors.user("U07WINDTNL2", through_app=True)["app_id"] == "A07WINDTNL1"
    assert "user" not in authors.webhook()
    assert authors.slackbot()["user"] == "USLACKBOT"


def test_an_icon_alone_keeps_the_name(desk: Desk) -> None:
    """The bot's handle."""
    assert desk.say("x", icon_emoji=":robot:")["message"]["username"] == "windtunnel"
