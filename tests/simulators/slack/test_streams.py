"""Messages that grow."""

from __future__ import annotations

import pytest

from .desk import Desk

RECIPIENT = {"recipient_user_id": "U07WINDTNL2", "recipient_team_id": "T07WINDTNL1"}


def begun(desk: Desk, **arguments: object) -> dict[str, str]:
    """Begin a stream and return its place."""
    parent = desk.say("question")
    answer = desk.ok("chat.startStream", channel=parent["channel"], thread_ts=parent["ts"], **RECIPIENT, **arguments)
    return {"channel": answer["channel"], "ts": answer["ts"]}


def test_a_stream_grows_and_ends(desk: Desk) -> None:
    """The last answer has the whole message, blocks below its text."""
    place = begun(desk, markdown_text="one ")
    desk.ok("chat.appendStream", **place, markdown_text="two ")
    done = desk.ok("chat.stopStream", **place, markdown_text="three", blocks=[{"type": "divider"}])["message"]
    assert (done["text"], done["streaming_state"]) == ("one two three", "completed")
    assert [block["type"] for block in done["blocks"]] == ["markdown", "divider"]
    assert desk.error("chat.appendStream", **place, markdown_text="x") == "message_not_in_streaming_state"


def test_nothing_else_edits_it_meanwhile(desk: Desk) -> None:
    """chat.update waits for the end."""
    place = begun(desk)
    assert desk.error("chat.update", **place, text="x") == "streaming_state_conflict"
    desk.ok("chat.stopStream", **place, markdown_text="x")
    assert desk.ok("chat.update", **place, text="y")


def test_chunks_are_text_tasks_and_blocks(desk: Desk) -> None:
    """A task that is told of again is the same task."""
    chunks = [
        {"type": "markdown_text", "text": "thinking"},
        {"type": "task_update", "id": "1", "title": "Look", "status": "in_progress"},
    ]
    place = begun(desk, chunks=chunks)
    more = [
        {"type": "task_update", "id": "1", "title": "Look", "status": "complete"},
        {"type": "blocks", "blocks": [{"type": "divider"}]},
    ]
    desk.ok("chat.appendStream", **place, chunks=more)
    blocks = desk.ok("chat.stopStream", **place)["message"]["blocks"]
    assert [block["type"] for block in blocks] == ["markdown", "task_card", "divider"]
    assert blocks[1]["status"] == "complete"
    mixed = begun(desk, markdown_text="x")
    assert desk.error("chat.appendStream", **mixed, chunks=chunks) == "streaming_mode_mismatch"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({}, "markdown_text_or_chunks_required"),
        ({"markdown_text": "x", "chunks": [{"type": "markdown_text"}]}, "cannot_provide_both_markdown_text_and_chunks"),
        ({"markdown_text": "x" * 12001}, "msg_too_long"),
        ({"chunks": [{"type": "x"}]}, "invalid_chunks"),
        ({"chunks": "{"}, "invalid_chunks"),
        ({"chunks": [{"type": "blocks"}]}, "invalid_chunks"),
        ({"ts": "1.1"}, "message_not_found"),
    ],
)
def test_what_cannot_be_appended_has_a_code(desk: Desk, arguments: dict[str, object], code: str) -> None:
    """And the stream goes on."""
    place = begun(desk)
    assert desk.error("chat.appendStream", **{**place, **arguments}) == code
    assert desk.ok("chat.appendStream", **place, markdown_text="x")


def test_a_channel_needs_a_recipient_and_a_direct_message_none(desk: Desk) -> None:
    """Streams belong to somebody."""
    said = desk.say("x")
    place = {"channel": said["channel"], "thread_ts": said["ts"]}
    assert desk.error("chat.startStream", **place) == "missing_recipient_user_id"
    assert desk.error("chat.startStream", **place, recipient_user_id="U07WINDTNL2") == "missing_recipient_team_id"
    direct = desk.say("x", "U07WINDTNL2")
    assert desk.ok("chat.startStream", channel=direct["channel"], thread_ts=direct["ts"])
    assert desk.error("chat.startStream", channel=direct["channel"]) == "invalid_arguments"


def test_only_its_own_message_is_streamed_to(desk: Desk) -> None:
    """A person's message is not the app's."""
    ts = desk.system.arrive({"text": "x"})
    assert (
        desk.error("chat.appendStream", channel=desk.channel(), ts=ts, markdown_text="y") == "message_not_owned_by_app"
    )


def test_too_many_blocks_are_refused(desk: Desk) -> None:
    """Text and blocks count together."""
    place = begun(desk, markdown_text="x")
    answer = desk.json("chat.stopStream", **place, chunks=[])
    assert answer["ok"]
    chunks = [{"type": "task_update", "id": str(number), "title": "x"} for number in range(51)]
    assert desk.error("chat.appendStream", **begun(desk), chunks=chunks) == "msg_blocks_too_many"
