"""Creating, archiving and renaming channels."""

from __future__ import annotations

import pytest

from .desk import Desk


def created(desk: Desk, name: str = "room", token: str = "bot_token", **arguments: object) -> str:
    """Make a channel and return its id."""
    channel: str = desk.ok("conversations.create", token, name=name, **arguments)["channel"]["id"]
    return channel


def test_whoever_makes_a_channel_is_in_it(desk: Desk) -> None:
    """A channel and a membership are made, nothing else."""
    channel = desk.ok("conversations.create", name="room_1-é")["channel"]
    assert (channel["name"], channel["is_member"], channel["is_private"]) == ("room_1-é", True, False)
    assert desk.effect_names() == ["channels.created", "memberships.created"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("--_", "invalid_name_punctuation"),
        ("Room", "invalid_name_specials"),
        ("my room", "invalid_name_specials"),
        ("a.b", "invalid_name_specials"),
        ("general", "name_taken"),
    ],
)
def test_names_are_checked(desk: Desk, name: str, code: str) -> None:
    """Creating and renaming have the same rules."""
    assert desk.error("conversations.create", name=name) == code
    assert desk.error("conversations.rename", channel=created(desk), name=name) == code


def test_scopes_differ_for_private_channels(desk: Desk) -> None:
    """groups:write is needed."""
    answer = desk.call("conversations.create", "user_token", name="x", is_private=True)
    assert (answer["error"], answer["needed"]) == ("missing_scope", "groups:write")
    assert desk.ok("conversations.create", name="x", is_private=True)["channel"]["is_group"]


def test_an_archived_channel_takes_nothing_and_can_be_read(desk: Desk) -> None:
    """Bots are removed; a bot cannot bring it back, a user can."""
    channel = created(desk)
    said = desk.say("x", channel)
    desk.ok("conversations.archive", channel=channel)
    assert desk.error("conversations.archive", channel=channel) == "already_archived"
    assert desk.error("reactions.add", channel=channel, timestamp=said["ts"], name="eyes") == "is_archived"
    assert desk.error("conversations.invite", channel=channel, users="U07WINDTNL2") == "is_archived"
    assert desk.error("conversations.join", channel=channel) == "is_archived"
    assert desk.error("conversations.setTopic", channel=channel, topic="x") == "is_archived"
    assert len(desk.ok("conversations.history", channel=channel)["messages"]) == 2
    assert desk.error("conversations.unarchive", channel=channel) == "not_in_channel"
    desk.ok("conversations.unarchive", "user_token", channel=channel)
    assert desk.error("conversations.unarchive", "user_token", channel=channel) == "not_archived"
    assert not desk.ok("conversations.info", channel=channel)["channel"]["is_archived"]


def test_general_and_direct_messages_are_not_archived(desk: Desk) -> None:
    """They have codes."""
    assert desk.error("conversations.archive", channel=desk.channel("general")) == "cant_archive_general"
    direct = desk.ok("conversations.open", users="U07WINDTNL2")["channel"]["id"]
    assert desk.error("conversations.archive", channel=direct) == "method_not_supported_for_channel_type"
    assert desk.error("conversations.rename", channel=direct, name="x") == "method_not_supported_for_channel_type"


def test_a_channel_is_renamed_by_its_creator(desk: Desk) -> None:
    """The old name is remembered, and said in the channel."""
    channel = created(desk)
    renamed = desk.ok("conversations.rename", channel=channel, name="hall")["channel"]
    assert (renamed["name"], renamed["previous_names"]) == ("hall", ["room"])
    message = desk.ok("conversations.history", channel=channel)["messages"][0]
    assert (message["subtype"], message["name"]) == ("channel_name", "hall")
    assert desk.error("conversations.rename", channel=desk.channel(), name="help") == "not_authorized"
    assert desk.ok("conversations.rename", "user_token", channel=desk.channel(), name="help")
    theirs = created(desk, "theirs", "user_token")
    assert desk.error("conversations.rename", channel=theirs, name="mine") == "not_in_channel"


@pytest.mark.parametrize(
    ("method", "name"), [("conversations.setTopic", "topic"), ("conversations.setPurpose", "purpose")]
)
def test_topic_and_purpose_are_set_and_said(desk: Desk, method: str, name: str) -> None:
    """An empty one clears it; 250 characters are enough."""
    channel = desk.channel()
    said = desk.ok(method, channel=channel, **{name: "all & nothing"})["channel"][name]
    assert (said["value"], said["creator"]) == ("all &amp; nothing", "U07WINDTNLB")
    message = desk.ok("conversations.history", channel=channel)["messages"][0]
    assert message["subtype"] == f"channel_{name}"
    assert desk.ok(method, channel=channel, **{name: ""})["channel"][name]["value"] == ""
    assert desk.error(method, channel=channel, **{name: "x" * 251}) == "too_long"
    assert desk.error(method, channel=channel) == "invalid_arguments"
