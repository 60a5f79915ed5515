"""How messages are kept and shown."""

from __future__ import annotations

from simulators.slack.content import Content
from simulators.slack.messages import is_in_channel

from .desk import Desk


def test_timestamps_rise_across_channels(desk: Desk) -> None:
    """At one moment too, so that they are ids everywhere."""
    channels = [desk.workspace.channels.require(desk.channel(name)) for name in ("cards", "review")] * 10
    author = desk.workspace.authors.bot()
    stamps = [desk.workspace.messages.post(channel, author, Content("x"))["ts"] for channel in channels]
    assert stamps == sorted(set(stamps))


def test_a_record_is_the_message_and_its_channel(desk: Desk) -> None:
    """What other records say of it is put in when it is shown."""
    said = desk.say("x")
    desk.ok("reactions.add", channel=said["channel"], timestamp=said["ts"], name="eyes")
    desk.say("y", thread_ts=said["ts"])
    record = desk.workspace.messages.find(said["channel"], said["ts"])
    assert record["channel"] == said["channel"]
    assert {"reactions", "reply_count", "thread_ts"} & set(record) == set()
    shown = desk.workspace.messages.shown(record)
    assert (shown["reactions"][0]["name"], shown["reply_count"], "channel" in shown) == ("eyes", 1, False)


def test_replies_are_in_the_thread_only(desk: Desk) -> None:
    """Unless they were broadcast."""
    assert is_in_channel({"ts": "1.1"})
    assert not is_in_channel({"ts": "1.2", "thread_ts": "1.1"})
    assert is_in_channel({"ts": "1.2", "thread_ts": "1.1", "subtype": "thread_broadcast"})


def test_the_same_timestamp_in_another_channel_is_another_message(desk: Desk) -> None:
    """Threads and reactions do not mix."""
    said = desk.say("x")
    other = desk.channel("cards")
    assert desk.workspace.messages.find(other, said["ts"]) is None
    desk.say("y", "cards", thread_ts=said["ts"])
    assert len(desk.ok("conversations.replies", channel=said["channel"], ts=said["ts"])["messages"]) == 1
