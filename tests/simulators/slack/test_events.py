"""What the app hears of."""

from __future__ import annotations

from .desk import Desk

BOT = "U07WINDTNLB"


def heard(desk: Desk) -> list[str]:
    """Return the kinds of events that were delivered."""
    desk.settle()
    return [event["type"] for event in desk.receiver.events()]


def test_the_app_hears_its_own_messages(desk: Desk) -> None:
    """They name its bot."""
    receiver, said = desk.connect(), desk.say("x")
    assert heard(desk) == ["message"]
    (event,) = receiver.events()
    assert (event["bot_id"], event["ts"], event["event_ts"]) == ("B07WINDTNL1", said["ts"], said["ts"])
    assert (event["channel"], event["channel_type"]) == (said["channel"], "channel")


def test_a_mention_is_two_events_with_one_timestamp(desk: Desk) -> None:
    """Not when the app mentions itself."""
    receiver = desk.connect()
    desk.system.arrive({"text": f"<@{BOT}> help"})
    desk.say(f"I am <@{BOT}>")
    assert heard(desk) == ["message", "app_mention", "message"]
    message, mention = receiver.events()[:2]
    assert (mention["ts"], mention["text"]) == (message["ts"], f"<@{BOT}> help")
    assert len({payload["event_id"] for payload in receiver.payloads if "event_id" in payload}) == 3


def test_edits_and_deletions_are_hidden_messages(desk: Desk) -> None:
    """With what was before."""
    said = desk.say("old")
    receiver, place = desk.connect(), {"channel": said["channel"], "ts": said["ts"]}
    desk.ok("chat.update", **place, text="new")
    desk.ok("chat.delete", **place)
    desk.settle()
    changed, deleted = receiver.events("message")
    assert (changed["subtype"], changed["hidden"], changed["message"]["text"]) == ("message_changed", True, "new")
    assert changed["previous_message"]["text"] == "old"
    assert (deleted["subtype"], deleted["deleted_ts"]) == ("message_deleted", said["ts"])


def test_channels_are_told_of(desk: Desk) -> None:
    """From creation to archive."""
    receiver = desk.connect()
    channel = desk.ok("conversations.create", "user_token", name="room")["channel"]["id"]
    assert heard(desk) == ["channel_created"]
    desk.ok("conversations.join", channel=channel)
    desk.ok("conversations.rename", "user_token", channel=channel, name="hall")
    desk.ok("conversations.archive", "user_token", channel=channel)
    assert heard(desk)[1:] == [
        "member_joined_channel",
        "message",
        "channel_rename",
        "message",
        "channel_archive",
        "message",
    ]
    assert receiver.events("channel_rename")[0]["channel"]["name"] == "hall"


def test_the_app_hears_only_where_it_is(desk: Desk) -> None:
    """Not in private channels of others, nor in public ones that it did not join."""
    desk.connect()
    theirs = desk.ok("conversations.create", "user_token", name="people")["channel"]["id"]
    desk.ok("chat.postMessage", "user_token", channel=theirs, text="x")
    assert heard(desk) == ["channel_created"]


def test_scopes_decide(desk: Desk) -> None:
    """Without channels:history there are no messages."""
    desk.system.credentials["scope"] = "app_mentions:read,chat:write"
    desk.connect()
    desk.system.arrive({"text": f"<@{BOT}> help"})
    assert heard(desk) == ["app_mention"]


def test_subscriptions_are_an_option() -> None:
    """Only the kinds that are named come."""
    desk = Desk(events=["app_mention"])
    desk.connect()
    desk.system.arrive({"text": f"<@{BOT}> help"})
    assert heard(desk) == ["app_mention"]
