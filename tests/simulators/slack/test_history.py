"""conversations.history, replies and mark."""

from __future__ import annotations

import pytest

from .desk import Desk


def talked(desk: Desk, count: int = 5) -> list[str]:
    """Post messages and return their timestamps, oldest first."""
    return [desk.say(str(number))["ts"] for number in range(count)]


def stamps(answer: dict[str, object]) -> list[str]:
    """Return the timestamps of an answer's messages."""
    return [each["ts"] for each in answer["messages"]]  # type: ignore[attr-defined]


def test_the_newest_message_comes_first(desk: Desk) -> None:
    """Whether or not oldest is given."""
    sent, channel = talked(desk), desk.channel()
    answer = desk.ok("conversations.history", channel=channel)
    assert stamps(answer) == sent[::-1]
    assert (answer["has_more"], answer["pin_count"]) == (False, 0)
    assert "response_metadata" not in answer
    assert stamps(desk.ok("conversations.history", channel=channel, oldest=sent[2])) == sent[:2:-1]


def test_bounds_are_exclusive_unless_inclusive(desk: Desk) -> None:
    """Both of them."""
    sent, channel = talked(desk), desk.channel()
    between = {"channel": channel, "oldest": sent[1], "latest": sent[3]}
    assert stamps(desk.ok("conversations.history", **between)) == [sent[2]]
    assert stamps(desk.ok("conversations.history", **between, inclusive=True)) == sent[3:0:-1]
    assert stamps(desk.ok("conversations.history", channel=channel, latest="now")) == sent[::-1]


def test_pages_have_no_gap_when_something_is_posted_meanwhile(desk: Desk) -> None:
    """The cursor names a message, not a number."""
    sent, channel = talked(desk), desk.channel()
    first = desk.ok("conversations.history", channel=channel, limit=2)
    assert first["has_more"]
    talked(desk, 2)
    desk.ok("chat.delete", channel=channel, ts=sent[1])
    cursor = first["response_metadata"]["next_cursor"]
    second = desk.ok("conversations.history", channel=channel, limit=2, cursor=cursor)
    third = (
        desk.ok("conversations.history", channel=channel, limit=2, cursor=second["response_metadata"]["next_cursor"])
        if second["has_more"]
        else {"messages": []}
    )
    assert [*stamps(first), *stamps(second), *stamps(third)] == [sent[4], sent[3], sent[2], sent[0]]


def test_the_payload_of_metadata_is_told_on_request(desk: Desk) -> None:
    """Only the type is told without it."""
    desk.say("x", metadata={"event_type": "a", "event_payload": {"b": 1}})
    channel = desk.channel()
    plain = desk.ok("conversations.history", channel=channel)["messages"][0]
    full = desk.ok("conversations.history", channel=channel, include_all_metadata=True)["messages"][0]
    assert plain["metadata"] == {"event_type": "a"}
    assert full["metadata"]["event_payload"] == {"b": 1}


def test_replies_are_not_in_the_channel(desk: Desk) -> None:
    """The parent tells of them."""
    parent = desk.say("parent")["ts"]
    replies = [desk.say("r", thread_ts=parent)["ts"] for _ in range(2)]
    (message,) = desk.ok("conversations.history", channel=desk.channel())["messages"]
    assert (message["reply_count"], message["latest_reply"]) == (2, replies[-1])
    assert (message["thread_ts"], message["reply_users"]) == (parent, ["U07WINDTNLB"])
    assert desk.effect_names() == ["messages.created"] * 3


def test_a_thread_has_its_parent_on_every_page(desk: Desk) -> None:
    """It does not count against the limit."""
    parent, channel = desk.say("parent")["ts"], desk.channel()
    replies = [desk.say(str(number), thread_ts=parent)["ts"] for number in range(3)]
    first = desk.ok("conversations.replies", channel=channel, ts=parent, limit=2)
    assert stamps(first) == [parent, *replies[:2]]
    cursor = first["response_metadata"]["next_cursor"]
    assert stamps(desk.ok("conversations.replies", channel=channel, ts=parent, limit=2, cursor=cursor)) == [
        parent,
        replies[2],
    ]
    assert stamps(desk.ok("conversations.replies", channel=channel, ts=replies[1])) == [parent, *replies]


def test_a_message_without_replies_is_its_own_thread(desk: Desk) -> None:
    """And no message is none."""
    ts, channel = desk.say("x")["ts"], desk.channel()
    assert stamps(desk.ok("conversations.replies", channel=channel, ts=ts)) == [ts]
    assert desk.error("conversations.replies", channel=channel, ts="1503435956.000247") == "thread_not_found"
    assert desk.error("conversations.replies", channel=channel) == "thread_not_found"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"latest": "x"}, "invalid_ts_latest"),
        ({"oldest": "x"}, "invalid_ts_oldest"),
        ({"limit": 2000}, "invalid_limit"),
        ({"channel": "C00000000"}, "channel_not_found"),
        ({"channel": ""}, "channel_not_found"),
    ],
)
def test_arguments_are_checked(desk: Desk, arguments: dict[str, object], code: str) -> None:
    """Each has its code."""
    assert desk.error("conversations.history", **{"channel": desk.channel(), **arguments}) == code


def test_a_bot_reads_only_where_it_is(desk: Desk) -> None:
    """A user reads any public channel."""
    theirs = desk.ok("conversations.create", "user_token", name="people")["channel"]["id"]
    mine = desk.ok("conversations.create", name="bots")["channel"]["id"]
    assert desk.error("conversations.history", channel=theirs) == "not_in_channel"
    assert desk.ok("conversations.history", "user_token", channel=mine)


def test_the_read_cursor_moves(desk: Desk) -> None:
    """conversations.info tells it."""
    channel, ts = desk.channel(), desk.say("x")["ts"]
    desk.ok("conversations.mark", channel=channel, ts=ts)
    assert desk.ok("conversations.info", channel=channel)["channel"]["last_read"] == ts
    assert desk.error("conversations.mark", channel=channel, ts="x") == "invalid_timestamp"
    theirs = desk.ok("conversations.create", "user_token", name="people")["channel"]["id"]
    assert desk.error("conversations.mark", channel=theirs, ts=ts) == "not_in_channel"
