"""File objects."""

from __future__ import annotations

from .desk import HOST, Desk


def test_a_file_tells_where_its_bytes_are(desk: Desk) -> None:
    """The address is the vendor's in the store, and this simulator's where it is shown."""
    file_id = desk.system.arrive({"file": {"name": "zwei Zeilen.txt", "content": "a\nb"}})
    stored = desk.workspace.files.get(file_id)
    assert stored["url_private"] == f"https://files.slack.com/files-pri/T07WINDTNL1-{file_id}/zwei%20Zeilen.txt"
    shown = desk.ok("files.info", file=file_id)["file"]
    assert shown["url_private"].startswith(f"http://{HOST}/files-pri/")
    assert (shown["size"], shown["mode"], shown["pretty_type"]) == (3, "snippet", "Plain Text")


def test_a_name_without_an_ending_is_binary(desk: Desk) -> None:
    """Nothing is known of it."""
    desk.workspace.files.keep("F1", b"\x00")
    described = desk.workspace.files.describe("F1", "noending", "U07WINDTNL1")
    assert (described["filetype"], described["mimetype"]) == ("binary", "application/octet-stream")


def test_sharing_is_told_in_order(desk: Desk) -> None:
    """message, file_created, file_shared; the message's timestamp is the event's."""
    receiver = desk.connect()
    file_id = desk.system.arrive({"file": {"name": "a.txt", "content": "x"}, "text": "see"})
    desk.settle()
    assert [event["type"] for event in receiver.events()] == ["message", "file_created", "file_shared"]
    message, _, shared = receiver.events()
    assert (message["subtype"], message["files"][0]["id"], message["text"]) == ("file_share", file_id, "see")
    assert (shared["file_id"], shared["event_ts"], shared["channel_id"]) == (file_id, message["ts"], desk.channel())


def test_places_are_kept_by_kind(desk: Desk) -> None:
    """Channels, groups and direct messages have lists of their own."""
    secret = desk.ok("conversations.create", name="secret", is_private=True)["channel"]["id"]
    file_id = desk.system.arrive({"file": {"name": "a.txt", "content": b"x"}, "channel": secret})
    stored = desk.workspace.files.get(file_id)
    assert (stored["groups"], stored["channels"], stored["is_public"]) == ([secret], [], False)
    assert list(stored["shares"]) == ["private"]
