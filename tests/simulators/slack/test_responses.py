"""Answers to commands and interactions."""

from __future__ import annotations

import orjson

from .desk import Desk
from .test_hooks import JSON, answered

USER = "U07WINDTNL2"


def respond(desk: Desk, path: str, **said: object) -> None:
    """Say something at a response URL."""
    assert desk.post(path, orjson.dumps(said), JSON).status == 200


def test_an_answer_is_for_one_user_by_default(desk: Desk) -> None:
    """In the channel on request."""
    respond(desk, answered(desk), text="psst")
    (whispered,) = desk.workspace.store["ephemeral_messages"]
    assert (whispered["recipient"], whispered["text"]) == (USER, "psst")
    respond(desk, answered(desk), text="hear", response_type="in_channel")
    assert desk.ok("conversations.history", channel=desk.channel())["messages"][0]["text"] == "hear"


def test_the_original_is_replaced_or_deleted(desk: Desk) -> None:
    """Its blocks go with its text."""
    ts = desk.say("choose", blocks=[{"type": "divider"}])["ts"]
    respond(desk, answered(desk, ts), text="chosen", replace_original=True)
    (message,) = desk.ok("conversations.history", channel=desk.channel())["messages"]
    assert (message["ts"], message["text"], message["blocks"][0]["type"]) == (ts, "chosen", "rich_text")
    respond(desk, answered(desk, ts), delete_original=True)
    assert desk.ok("conversations.history", channel=desk.channel())["messages"] == []
    respond(desk, answered(desk), delete_original=True)
    assert (
        desk.post(answered(desk, ts), b'{"text":"x","replace_original":true}', JSON).json()["error"]
        == "message_not_found"
    )


def test_an_answer_may_be_in_the_thread(desk: Desk) -> None:
    """thread_ts is taken."""
    ts = desk.say("x")["ts"]
    respond(desk, answered(desk), text="y", response_type="in_channel", thread_ts=ts)
    assert len(desk.ok("conversations.replies", channel=desk.channel(), ts=ts)["messages"]) == 2
