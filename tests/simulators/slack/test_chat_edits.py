"""chat.update, delete and unfurl."""

from __future__ import annotations

import pytest

from .desk import Desk


def test_text_replaces_text_and_blocks(desk: Desk) -> None:
    """An edit with text is marked; blocks alone keep the text and are not."""
    said = desk.say("old", blocks=[{"type": "divider"}], metadata={"event_type": "a", "event_payload": {}})
    place = {"channel": said["channel"], "ts": said["ts"]}
    edited = desk.ok("chat.update", **place, text="new")
    assert (edited["text"], edited["message"]["blocks"][0]["type"]) == ("new", "rich_text")
    assert edited["message"]["edited"]["user"] == "U07WINDTNLB"
    assert edited["message"]["metadata"]["event_type"] == "a"
    other = desk.say("plain")
    blocks = desk.ok("chat.update", channel=other["channel"], ts=other["ts"], blocks=[{"type": "divider"}])["message"]
    assert (blocks["text"], blocks["blocks"][0]["type"]) == ("plain", "divider")
    assert "edited" not in blocks


def test_an_empty_object_takes_the_metadata_away(desk: Desk) -> None:
    """Not giving it keeps it."""
    said = desk.say("x", metadata={"event_type": "a", "event_payload": {}})
    place = {"channel": said["channel"], "ts": said["ts"], "text": "y"}
    assert "metadata" in desk.json("chat.update", **place)["message"]
    assert "metadata" not in desk.json("chat.update", **place, metadata={})["message"]


def test_an_edit_is_one_effect(desk: Desk) -> None:
    """messages.updated, with what was before."""
    said = desk.say("x")
    desk.ok("chat.update", channel=said["channel"], ts=said["ts"], text="y")
    assert desk.effect_names() == ["messages.created", "messages.updated"]
    effect = desk.effects[-1][0]
    assert (effect.before or {})["text"] == "x"


def test_only_the_author_edits_and_deletes(desk: Desk) -> None:
    """An administrator may delete what is not his own."""
    theirs = desk.system.arrive({"text": "theirs"})
    channel = desk.channel()
    assert desk.error("chat.update", channel=channel, ts=theirs, text="x") == "cant_update_message"
    assert desk.error("chat.delete", channel=channel, ts=theirs) == "cant_delete_message"
    assert desk.error("chat.update", "user_token", channel=channel, ts=theirs, text="x") == "cant_update_message"
    assert desk.ok("chat.delete", "user_token", channel=channel, ts=theirs)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"text": "x" * 4001}, "msg_too_long"),
        ({}, "no_text"),
        ({"text": "x", "reply_broadcast": True}, "cant_broadcast_message"),
        ({"text": "x", "file_ids": ["F00000000"]}, "file_not_found"),
        ({"text": "x", "ts": "1503435956.000247"}, "message_not_found"),
        ({"text": "x", "channel": "C00000000"}, "channel_not_found"),
    ],
)
def test_what_cannot_be_edited_has_a_code(desk: Desk, arguments: dict[str, object], code: str) -> None:
    """And stays as it was."""
    said = desk.say("old")
    assert desk.error("chat.update", **{"channel": said["channel"], "ts": said["ts"], **arguments}) == code
    assert desk.ok("conversations.history", channel=said["channel"])["messages"][0]["text"] == "old"


def test_an_archived_channel_is_inactive(desk: Desk) -> None:
    """chat.update has a code of its own for it."""
    channel = desk.ok("conversations.create", name="old")["channel"]["id"]
    ts = desk.say("x", channel)["ts"]
    desk.ok("conversations.archive", channel=channel)
    assert desk.error("chat.update", channel=channel, ts=ts, text="y") == "is_inactive"


def test_a_reply_is_broadcast_later(desk: Desk) -> None:
    """An edit may put it into the channel."""
    parent = desk.say("parent")
    reply = desk.say("reply", thread_ts=parent["ts"])["ts"]
    desk.ok("chat.update", channel=parent["channel"], ts=reply, text="reply", reply_broadcast=True)
    assert len(desk.ok("conversations.history", channel=parent["channel"])["messages"]) == 2


def test_files_are_attached_by_id(desk: Desk) -> None:
    """As JSON text or comma-separated."""
    file_id = desk.system.arrive({"file": {"name": "a.txt", "content": "x"}})
    said = desk.say("x")
    place = {"channel": said["channel"], "ts": said["ts"], "text": "y"}
    assert desk.ok("chat.update", **place, file_ids=[file_id])["message"]["files"][0]["id"] == file_id
    assert desk.ok("chat.update", **place, file_ids=file_id)["message"]["files"][0]["id"] == file_id


def test_a_deleted_message_is_gone(desk: Desk) -> None:
    """A second attempt does not find it."""
    said = desk.say("x")
    place = {"channel": said["channel"], "ts": said["ts"]}
    assert desk.ok("chat.delete", **place)["ts"] == said["ts"]
    assert desk.error("chat.delete", **place) == "message_not_found"
    assert desk.effect_names() == ["messages.created", "messages.deleted"]


def test_a_deleted_parent_leaves_a_tombstone_until_its_replies_are_gone(desk: Desk) -> None:
    """The thread can still be read."""
    parent = desk.say("parent")
    channel, reply = parent["channel"], desk.say("reply", thread_ts=parent["ts"])["ts"]
    desk.ok("reactions.add", channel=channel, timestamp=parent["ts"], name="eyes")
    desk.ok("chat.delete", channel=channel, ts=parent["ts"])
    thread = desk.ok("conversations.replies", channel=channel, ts=reply)["messages"]
    assert (thread[0]["subtype"], thread[0]["text"]) == ("tombstone", "This message was deleted.")
    assert "reactions" not in thread[0]
    assert desk.error("chat.delete", channel=channel, ts=parent["ts"]) == "message_not_found"
    desk.ok("chat.delete", channel=channel, ts=reply)
    assert desk.ok("conversations.history", channel=channel)["messages"] == []


def test_a_link_is_unfurled(desk: Desk) -> None:
    """The preview becomes an attachment."""
    said = desk.say("see http://x.test/a?b=1&c=2")
    preview = {"http://x.test/a?b=1&c=2": {"text": "a preview"}}
    place = {"channel": said["channel"], "ts": said["ts"]}
    desk.ok("chat.unfurl", **place, unfurls=preview)
    attachment = desk.ok("conversations.history", channel=said["channel"])["messages"][0]["attachments"][0]
    assert (attachment["text"], attachment["from_url"]) == ("a preview", "http://x.test/a?b=1&c=2")
    assert desk.error("chat.unfurl", **place) == "missing_unfurls"
    assert desk.error("chat.unfurl", **place, unfurls="[") == "invalid_unfurls_format"
    assert desk.error("chat.unfurl", **place, unfurls={"http://other.test": {}}) == "cannot_unfurl_url"
    assert desk.error("chat.unfurl", **place, unfurls={"http://x.test/a?b=1&c=2": "x"}) == "cannot_parse_attachment"
    assert desk.error("chat.unfurl", unfurls=preview, unfurl_id="1", source="x") == "invalid_source"
    assert desk.ok("chat.unfurl", unfurls=preview, unfurl_id="1", source="composer")
