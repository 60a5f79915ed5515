"""Pins."""

from __future__ import annotations

import pytest

from .desk import Desk


def test_messages_are_pinned_and_listed(desk: Desk) -> None:
    """The latest pin first; a deleted message is no pin any more."""
    channel = desk.channel()
    first, second = desk.say("a")["ts"], desk.say("b")["ts"]
    for ts in (first, second):
        desk.ok("pins.add", channel=channel, timestamp=ts)
    items = desk.ok("pins.list", channel=channel)["items"]
    assert [item["message"]["ts"] for item in items] == [second, first]
    assert (items[0]["created_by"], items[0]["message"]["pinned_to"]) == ("U07WINDTNLB", [channel])
    assert desk.ok("conversations.history", channel=channel)["pin_count"] == 2
    desk.ok("chat.delete", channel=channel, ts=second)
    assert len(desk.ok("pins.list", channel=channel)["items"]) == 1


def test_a_pin_is_taken_out(desk: Desk) -> None:
    """Once."""
    place = {"channel": desk.channel(), "timestamp": desk.say("a")["ts"]}
    desk.ok("pins.add", **place)
    assert desk.error("pins.add", **place) == "already_pinned"
    desk.ok("pins.remove", **place)
    assert desk.error("pins.remove", **place) == "not_pinned"
    assert desk.effect_names()[1:] == ["pins.created", "pins.deleted"]


@pytest.mark.parametrize(
    ("timestamp", "code"),
    [("", "no_item_specified"), ("x", "bad_timestamp"), ("1503435956.000247", "message_not_found")],
)
def test_what_cannot_be_pinned_has_a_code(desk: Desk, timestamp: str, code: str) -> None:
    """The same for taking out."""
    assert desk.error("pins.add", channel=desk.channel(), timestamp=timestamp) == code
    assert desk.error("pins.remove", channel=desk.channel(), timestamp=timestamp) == code


def test_a_hundred_pins_are_enough(desk: Desk) -> None:
    """too_many_pins."""
    channel = desk.channel()
    desk.system.meters.enforced = False
    for _ in range(100):
        desk.ok("pins.add", channel=channel, timestamp=desk.say("x")["ts"])
    assert desk.error("pins.add", channel=channel, timestamp=desk.say("x")["ts"]) == "too_many_pins"


def test_the_app_hears_of_pins(desk: Desk) -> None:
    """With the message."""
    receiver, place = desk.connect(), {"channel": desk.channel(), "timestamp": desk.say("a")["ts"]}
    desk.ok("pins.add", **place)
    desk.ok("pins.remove", **place)
    desk.settle()
    assert receiver.events("pin_added")[0]["item"]["message"]["text"] == "a"
    assert receiver.events("pin_removed")[0]["channel_id"] == place["channel"]
