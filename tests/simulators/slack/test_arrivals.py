"""What people do."""

from __future__ import annotations

import pytest

from windtunnel.simulator import Conflicting, InvalidInput, RecordNotFound

from .desk import Desk


def test_somebody_writes(desk: Desk) -> None:
    """In the support channel unless another is named; the timestamp comes back."""
    ts = desk.system.arrive({"text": "My card is lost & gone", "label": "card_lost"})
    (message,) = desk.ok("conversations.history", channel=desk.channel())["messages"]
    assert (message["ts"], message["user"]) == (ts, "U07WINDTNL2")
    assert message["text"] == "My card is lost &amp; gone"
    assert len(message["client_msg_id"]) == 36
    assert "bot_id" not in message
    assert desk.effect_names() == ["messages.created"]


def test_channel_user_and_thread_are_named(desk: Desk) -> None:
    """By id, by name, by address."""
    parent = desk.system.arrive({"text": "x", "channel": "#cards", "user": "@chen"})
    desk.system.arrive(
        {"text": "y", "channel": desk.channel("cards"), "user": "ada@windtunnel.test", "thread_ts": parent}
    )
    thread = desk.ok("conversations.replies", channel=desk.channel("cards"), ts=parent)["messages"]
    assert [message["user"] for message in thread] == ["U07WINDTNL3", "U07WINDTNL1"]


def test_a_stranger_joins_the_workspace_and_the_channel(desk: Desk) -> None:
    """The app hears of each step."""
    receiver = desk.connect()
    desk.system.arrive({"text": "hello", "user": "Jane.Doe@customer.test"})
    desk.settle()
    assert [event["type"] for event in receiver.events()] == [
        "team_join",
        "member_joined_channel",
        "message",
        "message",
    ]
    user = desk.ok("users.lookupByEmail", email="jane.doe@customer.test")["user"]
    assert (user["name"], user["real_name"]) == ("jane.doe", "Jane Doe")


def test_somebody_writes_to_the_app(desk: Desk) -> None:
    """In a direct message."""
    receiver = desk.connect()
    desk.system.arrive({"text": "psst", "channel": "@windtunnel"})
    desk.settle()
    assert receiver.events("message")[0]["channel_type"] == "im"


def test_a_file_arrives(desk: Desk) -> None:
    """Its id comes back."""
    file_id = desk.system.arrive({"file": {"name": "a.csv", "content": "a,b"}, "channel": "cards"})
    assert desk.ok("files.info", file=file_id)["file"]["mimetype"] == "text/csv"
    assert desk.effect_names() == ["messages.created", "files.created"]


def test_somebody_reacts(desk: Desk) -> None:
    """To a message by its timestamp."""
    ts = desk.say("x")["ts"]
    assert desk.system.arrive({"reaction": "eyes", "ts": ts}) == ts
    assert desk.effect_names() == ["messages.created", "reactions.created"]


def test_somebody_looks_at_the_home_tab(desk: Desk) -> None:
    """With what the app has put there."""
    receiver = desk.connect()
    desk.system.arrive({"home": True})
    view = {"type": "home", "blocks": [{"type": "divider"}]}
    desk.ok("views.publish", user_id="U07WINDTNL2", view=view)
    desk.system.arrive({"home": True})
    desk.settle()
    before, after = receiver.events("app_home_opened")
    assert ("view" in before, after["view"]["type"], after["tab"]) == (False, "home", "home")


def test_nobody_writes_in_an_archived_channel(desk: Desk) -> None:
    """People cannot either."""
    channel = desk.ok("conversations.create", name="old")["channel"]["id"]
    desk.ok("conversations.archive", channel=channel)
    with pytest.raises(Conflicting):
        desk.system.arrive({"text": "x", "channel": channel})


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ({}, InvalidInput),
        ({"text": ""}, InvalidInput),
        ({"file": "a.txt"}, InvalidInput),
        ({"text": "x", "channel": "nowhere"}, RecordNotFound),
        ({"text": "x", "user": "nobody"}, RecordNotFound),
        ({"reaction": "eyes", "ts": "1.1"}, RecordNotFound),
        ({"action": {"action_id": "x"}, "ts": "1.1"}, RecordNotFound),
        ({"action": "press", "ts": "1.1"}, RecordNotFound),
        ({"submit": "x"}, InvalidInput),
        ({"submit": {"view_id": "V0"}}, RecordNotFound),
    ],
)
def test_what_cannot_happen_is_said(desk: Desk, row: dict[str, object], problem: type[Exception]) -> None:
    """To whoever feeds the rows."""
    with pytest.raises(problem):
        desk.system.arrive(row)
