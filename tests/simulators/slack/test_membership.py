"""Joining, leaving, inviting and removing."""

from __future__ import annotations

import pytest

from .desk import Desk

BOT, OTHER, THIRD = "U07WINDTNLB", "U07WINDTNL2", "U07WINDTNL3"


@pytest.fixture
def room(desk: Desk) -> str:
    """A channel with the bot alone in it."""
    channel: str = desk.ok("conversations.create", name="room")["channel"]["id"]
    return channel


def test_a_public_channel_is_joined(desk: Desk) -> None:
    """Joining again succeeds with a warning."""
    theirs = desk.ok("conversations.create", "user_token", name="people")["channel"]["id"]
    assert desk.ok("conversations.join", channel=theirs)["channel"]["is_member"]
    again = desk.ok("conversations.join", channel=theirs)
    assert (again["warning"], again["response_metadata"]["warnings"]) == ("already_in_channel", ["already_in_channel"])
    message = desk.ok("conversations.history", channel=theirs)["messages"][0]
    assert (message["subtype"], message["text"]) == ("channel_join", f"<@{BOT}> has joined the channel")


def test_private_channels_are_not_joined(desk: Desk) -> None:
    """One is invited."""
    secret = desk.ok("conversations.create", name="secret", is_private=True)["channel"]["id"]
    assert desk.error("conversations.join", channel=secret) == "method_not_supported_for_channel_type"


def test_a_channel_is_left(desk: Desk, room: str) -> None:
    """Not the general one, not as the last, and leaving again is no error."""
    assert desk.error("conversations.leave", channel=desk.channel("general")) == "cant_leave_general"
    assert desk.error("conversations.leave", channel=room) == "last_member"
    desk.ok("conversations.invite", channel=room, users=OTHER)
    assert "not_in_channel" not in desk.ok("conversations.leave", channel=room)
    assert desk.ok("conversations.leave", channel=room)["not_in_channel"]
    direct = desk.ok("conversations.open", users=OTHER)["channel"]["id"]
    assert desk.error("conversations.leave", channel=direct) == "method_not_supported_for_channel_type"


def test_users_are_invited_all_or_none(desk: Desk, room: str) -> None:
    """Several failures are told one by one; force invites the others."""
    answer = desk.call("conversations.invite", channel=room, users=f"{OTHER},U00000000,{BOT}")
    assert answer["error"] == "user_not_found"
    assert answer["errors"] == [
        {"ok": False, "error": "user_not_found", "user": "U00000000"},
        {"ok": False, "error": "cant_invite_self", "user": BOT},
    ]
    assert desk.workspace.channels.members(room) == [BOT]
    forced = desk.ok("conversations.invite", channel=room, users=f"{OTHER},U00000000", force=True)
    assert forced["errors"][0]["user"] == "U00000000"
    assert desk.workspace.channels.members(room) == [BOT, OTHER]
    assert desk.error("conversations.invite", channel=room, users=OTHER) == "already_in_channel"


@pytest.mark.parametrize(
    ("users", "code"), [("", "no_user"), (",".join(f"U{n:09}" for n in range(1001)), "too_many_users")]
)
def test_the_list_of_users_is_checked(desk: Desk, room: str, users: str, code: str) -> None:
    """One to a thousand."""
    assert desk.error("conversations.invite", channel=room, users=users) == code


def test_a_user_is_removed(desk: Desk, room: str) -> None:
    """Not oneself, and not from the general channel."""
    desk.ok("conversations.invite", channel=room, users=OTHER)
    desk.ok("conversations.kick", channel=room, user=OTHER)
    assert desk.error("conversations.kick", channel=room, user=OTHER) == "not_in_channel"
    assert desk.error("conversations.kick", channel=room, user=BOT) == "cant_kick_self"
    assert desk.error("conversations.kick", channel=room, user="U00000000") == "user_not_found"
    assert desk.error("conversations.kick", channel=desk.channel("general"), user=OTHER) == "cant_kick_from_general"
    direct = desk.ok("conversations.open", users=OTHER)["channel"]["id"]
    assert desk.error("conversations.kick", channel=direct, user=OTHER) == "method_not_supported_for_channel_type"
    assert desk.error("conversations.invite", channel=direct, users=THIRD) == "method_not_supported_for_channel_type"


def test_one_must_be_in_a_channel_to_invite(desk: Desk) -> None:
    """not_in_channel."""
    theirs = desk.ok("conversations.create", "user_token", name="people")["channel"]["id"]
    assert desk.error("conversations.invite", channel=theirs, users=OTHER) == "not_in_channel"


def test_the_app_hears_that_it_was_removed(desk: Desk, room: str) -> None:
    """member_left_channel and channel_left."""
    desk.ok("conversations.invite", channel=room, users=desk.system.credentials["user_id"])
    receiver = desk.connect()
    desk.ok("conversations.kick", "user_token", channel=room, user=BOT)
    desk.settle()
    assert [event["type"] for event in receiver.events()] == ["member_left_channel", "channel_left"]
