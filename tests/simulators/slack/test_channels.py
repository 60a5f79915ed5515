"""Conversations and memberships."""

from __future__ import annotations

from .desk import Desk


def test_a_direct_message_shows_the_other_one(desk: Desk) -> None:
    """To each of the two."""
    channel = desk.ok("conversations.open", users="U07WINDTNL2")["channel"]["id"]
    record = desk.workspace.channels.require(channel)
    shown = [desk.workspace.channels.shown(record, viewer)["user"] for viewer in ("U07WINDTNLB", "U07WINDTNL2")]
    assert shown == ["U07WINDTNL2", "U07WINDTNLB"]


def test_a_deleted_user_is_marked(desk: Desk) -> None:
    """In the list of direct messages."""
    desk.ok("conversations.open", users="U07WINDTNL2")
    desk.workspace.people.update("U07WINDTNL2", {"deleted": True})
    assert desk.ok("conversations.list", types="im")["channels"][0]["is_user_deleted"]


def test_a_change_is_dated_in_milliseconds(desk: Desk) -> None:
    """Unlike the other times."""
    desk.clock.advance(1.5)
    channel = desk.ok("conversations.setTopic", channel=desk.channel(), topic="x")["channel"]
    assert channel["updated"] == int(desk.clock.now() * 1000)
    assert channel["created"] == int(desk.clock.now() - 1.5)


def test_members_stay_in_the_order_of_joining(desk: Desk) -> None:
    """Whatever happens between."""
    channels, channel = desk.workspace.channels, desk.channel()
    channels.dismiss(channel, "U07WINDTNL1")
    channels.admit(channel, "U07WINDTNL1")
    assert channels.members(channel)[-1] == "U07WINDTNL1"
    assert desk.channel() in [each["id"] for each in channels.of_member("U07WINDTNL1")]
