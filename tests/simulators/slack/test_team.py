"""Team, bots, user groups, emoji and quiet periods."""

from __future__ import annotations

from .desk import Desk


def test_the_team_is_read(desk: Desk) -> None:
    """One's own only."""
    assert desk.ok("team.info")["team"]["domain"] == "windtunnel"
    assert desk.ok("team.info", team="T07WINDTNL1")
    assert desk.error("team.info", team="T00000000") == "team_not_found"


def test_bots_are_read(desk: Desk) -> None:
    """One's own unless another is named."""
    assert desk.ok("bots.info", bot="B07WINDTNL1")["bot"]["user_id"] == "U07WINDTNLB"
    assert desk.ok("bots.info")["bot"]["id"] == "B07WINDTNL1"
    assert desk.ok("bots.info", bot="B07WINDTNL2")["bot"]["name"] == "incoming-webhook"
    assert desk.error("bots.info", bot="B00000000") == "bot_not_found"


def test_user_groups_are_listed(desk: Desk) -> None:
    """Members and their number on request; disabled ones too."""
    (group,) = desk.ok("usergroups.list")["usergroups"]
    assert (group["handle"], "users" in group, "user_count" in group) == ("support-team", False, False)
    full = desk.ok("usergroups.list", include_users=True, include_count=True)["usergroups"][0]
    assert full["user_count"] == len(full["users"]) == 3
    assert desk.ok("usergroups.users.list", usergroup=group["id"])["users"] == full["users"]
    assert desk.error("usergroups.users.list", usergroup="S00000000") == "no_such_subteam"
    desk.workspace.store["usergroups"].update(group["id"], {"date_delete": 1})
    assert desk.ok("usergroups.list")["usergroups"] == []
    assert desk.error("usergroups.users.list", usergroup=group["id"]) == "no_such_subteam"
    assert desk.ok("usergroups.users.list", usergroup=group["id"], include_disabled=True)


def test_emoji_are_listed_by_name(desk: Desk) -> None:
    """Those of the workspace."""
    assert set(desk.ok("emoji.list")["emoji"]) == {"windtunnel", "triaged", "party_parrot"}


def test_nobody_minds_being_disturbed(desk: Desk) -> None:
    """Of oneself a little more is told."""
    assert desk.ok("dnd.info")["snooze_enabled"] is False
    assert "snooze_enabled" not in desk.ok("dnd.info", user="U07WINDTNL1")
    assert desk.error("dnd.info", user="U00000000") == "user_not_found"
