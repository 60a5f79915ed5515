"""What a parent tells of its thread."""

from __future__ import annotations

from .desk import Desk


def test_a_parent_names_five_of_those_who_replied(desk: Desk) -> None:
    """And counts them all."""
    parent = desk.say("x")["ts"]
    for user in ("ada", "bruno", "chen", "dara", "elif", "farid", "ada"):
        desk.system.arrive({"text": "y", "user": user, "thread_ts": parent})
    (message,) = desk.ok("conversations.history", channel=desk.channel())["messages"]
    assert (message["reply_count"], message["reply_users_count"], len(message["reply_users"])) == (7, 6, 5)


def test_the_author_is_subscribed(desk: Desk) -> None:
    """And whoever replied; nobody else."""
    parent, channel = desk.system.arrive({"text": "x"}), desk.channel()
    desk.system.arrive({"text": "y", "thread_ts": parent, "user": "ada"})

    def subscribed(token: str) -> bool:
        return bool(desk.ok("conversations.history", token, channel=channel)["messages"][0]["subscribed"])

    assert (subscribed("bot_token"), subscribed("user_token")) == (False, True)
    desk.say("z", thread_ts=parent)
    assert subscribed("bot_token")


def test_a_broadcast_orphan_has_an_empty_root(desk: Desk) -> None:
    """Its parent never was."""
    message = desk.say("x", thread_ts="1503435956.000247", reply_broadcast=True)["message"]
    assert (message["root"]["ts"], message["root"]["text"]) == ("1503435956.000247", "")
