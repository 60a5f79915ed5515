"""The first day."""

from __future__ import annotations

from simulators.slack.seeding import seeded_id

from .desk import Desk


def test_ids_are_readable() -> None:
    """Thirty-five to a letter."""
    assert [seeded_id("C", number) for number in (1, 9, 10, 35, 36)] == [
        "C07WINDTNL1",
        "C07WINDTNL9",
        "C07WINDTNLA",
        "C07WINDTNLZ",
        "C07WINDTNM1",
    ]


def test_there_is_a_channel_for_every_team(desk: Desk) -> None:
    """With the bot and every human in it."""
    teams = ["cards", "transfers", "topups", "exchange", "verification", "payments", "refunds", "accounts", "security"]
    for name in ("general", "random", "support", "general-support", "review", *teams):
        members = desk.workspace.channels.members(desk.channel(name))
        assert desk.system.credentials["bot_user_id"] in members
        assert len(members) == 7


def test_channels_are_an_option() -> None:
    """The three that every workspace has are always there."""
    desk = Desk(channels=["#triage", "support", "ops"])
    assert [each["name"] for each in desk.workspace.channels] == ["general", "random", "support", "triage", "ops"]
    assert desk.channel("general") == desk.system.credentials["incoming_webhook_channel_id"]


def test_names_are_options() -> None:
    """Of the app, its bot, and the members' addresses."""
    desk = Desk(app_name="Triage", bot_name="triage", email_domain="acme.test")
    assert desk.ok("auth.test")["user"] == "triage"
    assert desk.ok("users.lookupByEmail", email="ada@acme.test")
    assert desk.ok("bots.info")["bot"]["name"] == "Triage"


def test_the_first_day_is_no_effect(desk: Desk) -> None:
    """Nothing has happened yet."""
    assert desk.effects == []
    assert len(desk.workspace.store["messages"]) == 0
