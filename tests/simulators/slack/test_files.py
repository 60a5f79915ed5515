"""files.info, list and delete."""

from __future__ import annotations

from .desk import Desk


def brought(desk: Desk, name: str = "a.txt", channel: str = "support", user: str = "bruno") -> str:
    """Let somebody share a file and return its id."""
    desk.clock.advance(1)
    return desk.system.arrive({"file": {"name": name, "content": "x"}, "channel": channel, "user": user})


def test_a_file_is_read_where_one_can_see_it(desk: Desk) -> None:
    """Replies to the message that shares it are counted."""
    file_id, channel = brought(desk), desk.channel()
    share = desk.ok("files.info", file=file_id)["file"]["shares"]["public"][channel][0]
    desk.say("nice", thread_ts=share["ts"])
    again = desk.ok("files.info", file=file_id)
    assert again["file"]["shares"]["public"][channel][0]["reply_count"] == 1
    assert again["comments"] == []
    assert desk.error("files.info", file="F00000000") == "file_not_found"
    assert desk.error("files.info") == "file_not_found"


def test_a_file_in_a_private_place_is_not_found(desk: Desk) -> None:
    """Unless one is there."""
    direct = brought(desk, channel="@windtunnel")
    assert desk.ok("files.info", file=direct)["file"]["ims"]
    private = desk.ok("conversations.create", "bot_token", name="secret", is_private=True)["channel"]["id"]
    secret = brought(desk, channel=private)
    desk.workspace.channels.dismiss(private, "U07WINDTNLB")
    assert desk.error("files.info", file=secret) == "file_not_found"


def test_files_are_listed_with_filters(desk: Desk) -> None:
    """The latest first, by channel, user, type and time, in pages."""
    text = brought(desk)
    image = brought(desk, "p.png", "cards", "ada")
    listed = desk.ok("files.list")
    assert [file["id"] for file in listed["files"]] == [image, text]
    assert listed["paging"] == {"count": 100, "total": 2, "page": 1, "pages": 1}
    by = {
        "channel": desk.channel("cards"),
        "user": "U07WINDTNL1",
        "types": "images",
        "ts_from": int(desk.clock.now()),
    }
    for name, value in by.items():
        assert [file["id"] for file in desk.ok("files.list", **{name: value})["files"]] == [image]
    second = desk.ok("files.list", count=1, page=2)
    assert [file["id"] for file in second["files"]] == [text]
    assert desk.error("files.list", types="tapes") == "unknown_type"
    assert desk.error("files.list", user="U00000000") == "user_not_found"


def test_a_file_is_deleted_by_its_owner(desk: Desk) -> None:
    """Messages keep a tombstone, and the app hears of it."""
    file_id, receiver = brought(desk), desk.connect()
    assert desk.error("files.delete", file=file_id) == "cant_delete_file"
    desk.workspace.installations.tokens.keep("xoxb-files", "U07WINDTNL2", "", ("files:write", "files:read"))
    desk.ok("files.delete", "xoxb-files", file=file_id)
    assert desk.error("files.info", file=file_id) == "file_deleted"
    message = desk.ok("conversations.history", channel=desk.channel())["messages"][0]
    assert message["files"] == [{"id": file_id, "mode": "tombstone"}]
    desk.settle()
    assert receiver.events("file_deleted")[0]["file_id"] == file_id
