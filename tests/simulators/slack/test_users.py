"""users.list, info, lookupByEmail and presence."""

from __future__ import annotations

from .desk import Desk

BOT, ADA, GWEN = "U07WINDTNLB", "U07WINDTNL1", "U07WINDTNL7"


def test_everybody_is_listed(desk: Desk) -> None:
    """Slackbot, deleted members and bots too; in pages on request."""
    members = desk.ok("users.list")["members"]
    ids = [each["id"] for each in members]
    assert ids == ["USLACKBOT", *(f"U07WINDTNL{n}" for n in range(1, 8)), BOT]
    assert [each["deleted"] for each in members if each["id"] == GWEN] == [True]
    first = desk.ok("users.list", limit=5, include_locale=True)
    cursor = first["response_metadata"]["next_cursor"]
    rest = desk.ok("users.list", limit=5, include_locale=True, cursor=cursor)
    assert [each["id"] for each in (*first["members"], *rest["members"])] == ids
    assert first["members"][0]["locale"] == "en-US"
    assert len(desk.ok("users.list", limit=0)["members"]) == 9
    assert desk.error("users.list", cursor=cursor + "x") == "invalid_cursor"


def test_a_member_is_read(desk: Desk) -> None:
    """The bot's record names its bot id."""
    assert desk.ok("users.info", user=ADA)["user"]["profile"]["email"] == "ada@windtunnel.test"
    assert desk.ok("users.info", user=BOT)["user"]["profile"]["bot_id"] == "B07WINDTNL1"
    assert desk.error("users.info", user="U00000000") == "user_not_found"
    assert desk.error("users.info") == "user_not_found"


def test_an_address_needs_its_scope(desk: Desk) -> None:
    """users:read alone does not show it."""
    assert "email" not in desk.ok("users.info", "user_token", user=ADA)["user"]["profile"]


def test_a_member_is_found_by_address(desk: Desk) -> None:
    """Whatever its case; not if he was deleted."""
    assert desk.ok("users.lookupByEmail", email="Ada@Windtunnel.test")["user"]["id"] == ADA
    assert desk.error("users.lookupByEmail", email="gwen@windtunnel.test") == "users_not_found"
    assert desk.error("users.lookupByEmail") == "users_not_found"


def test_presence_is_set_and_read(desk: Desk) -> None:
    """More is told of oneself."""
    assert desk.ok("users.getPresence", user=ADA) == {"ok": True, "presence": "active"}
    desk.ok("users.setPresence", presence="away")
    assert desk.ok("users.getPresence")["manual_away"]
    assert desk.ok("users.getPresence", "user_token", user=BOT)["presence"] == "away"
    assert desk.error("users.setPresence", presence="busy") == "invalid_presence"
