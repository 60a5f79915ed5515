"""Uploading in three steps."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

import pytest

from .desk import HOST, Desk


def ticket(desk: Desk, content: bytes = b"hello", name: str = "a.txt", **arguments: object) -> dict[str, Any]:
    """Get a ticket."""
    return desk.ok("files.getUploadURLExternal", filename=name, length=len(content), **arguments)


def uploaded(desk: Desk, content: bytes = b"hello", name: str = "a.txt", **arguments: object) -> str:
    """Get a ticket, send the bytes, and return the file's id."""
    given = ticket(desk, content, name, **arguments)
    answer = desk.post(urlsplit(given["upload_url"]).path, content, "application/octet-stream")
    assert answer.body.decode() == f"OK - {len(content)}"
    file_id: str = given["file_id"]
    return file_id


def test_the_ticket_is_on_this_simulator(desk: Desk) -> None:
    """Clients post to it as it is."""
    assert ticket(desk)["upload_url"].startswith(f"http://{HOST}/upload/v1/")


@pytest.mark.parametrize(
    ("body", "media"),
    [
        (b"hello", "application/octet-stream"),
        (b"hello", "application/x-www-form-urlencoded"),
        (b"hello", None),
        (
            b'--b\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nhello\r\n--b--\r\n',
            "multipart/form-data; boundary=b",
        ),
    ],
)
def test_bytes_are_taken_however_they_are_wrapped(desk: Desk, body: bytes, media: str | None) -> None:
    """Clients differ in the media type."""
    given = ticket(desk)
    assert desk.post(urlsplit(given["upload_url"]).path, body, media).body == b"OK - 5"
    desk.ok("files.completeUploadExternal", files=[{"id": given["file_id"]}])
    assert desk.workspace.files.content(given["file_id"]) == b"hello"


def test_a_ticket_works_once_and_for_an_hour(desk: Desk) -> None:
    """Afterwards it is unknown."""
    path = urlsplit(ticket(desk)["upload_url"]).path
    assert desk.post(path, b"x").status == 200
    assert desk.post(path, b"x").status == 404
    late = urlsplit(ticket(desk)["upload_url"]).path
    desk.clock.advance(3601)
    assert desk.post(late, b"x").status == 404


def test_files_are_shared_in_one_message(desk: Desk) -> None:
    """With a comment, in a thread if one is named."""
    channel, parent = desk.channel(), desk.say("parent")["ts"]
    files = [{"id": uploaded(desk, name=f"{n}.txt"), "title": f"T{n}"} for n in range(2)]
    answer = desk.ok(
        "files.completeUploadExternal", files=files, channel_id=channel, initial_comment="see", thread_ts=parent
    )
    thread = desk.ok("conversations.replies", channel=channel, ts=parent)["messages"]
    assert [file["title"] for file in thread[1]["files"]] == ["T0", "T1"]
    assert thread[1]["text"] == "see"
    share = answer["files"][0]["shares"]["public"][channel][0]
    assert (share["ts"], share["thread_ts"]) == (thread[1]["ts"], parent)
    names = ["messages.created", "messages.created", "files.created", "files.created"]
    assert desk.effect_names() == names


def test_channels_may_be_a_list(desk: Desk) -> None:
    """The client's argument for several channels."""
    channels = f"{desk.channel()},{desk.channel('cards')}"
    answer = desk.ok("files.completeUploadExternal", files=[{"id": uploaded(desk)}], channels=channels)
    assert answer["files"][0]["channels"] == channels.split(",")


def test_a_file_need_not_be_shared(desk: Desk) -> None:
    """Only its owner sees it then."""
    file_id = uploaded(desk)
    file = desk.ok("files.completeUploadExternal", files=[{"id": file_id}])["files"][0]
    assert (file["is_public"], file["channels"], file["title"]) == (False, [], "a.txt")
    assert desk.ok("files.info", file=file_id)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ({"filename": "", "length": 1}, "invalid_arguments"),
        ({"filename": "a", "length": 0}, "missing_argument"),
        ({"filename": "a", "length": ""}, "missing_argument"),
        ({"filename": "a", "length": 2**31}, "file_upload_size_restricted"),
        ({"filename": "a", "length": 1, "alt_txt": "x" * 1001}, "alt_txt_too_large"),
        ({"filename": "a", "length": 2**21, "snippet_type": "python"}, "snippet_too_large"),
    ],
)
def test_tickets_are_checked(desk: Desk, arguments: dict[str, object], code: str) -> None:
    """Each has its code."""
    assert desk.error("files.getUploadURLExternal", **arguments) == code


def test_what_cannot_be_completed_has_a_code(desk: Desk) -> None:
    """No bytes, completed already, or nowhere to share."""
    empty = ticket(desk)["file_id"]
    assert desk.error("files.completeUploadExternal", files=[{"id": empty}]) == "file_not_found"
    file_id = uploaded(desk)
    complete = {"files": [{"id": file_id}]}
    assert desk.error("files.completeUploadExternal") == "invalid_arguments"
    assert desk.error("files.completeUploadExternal", files=["x"]) == "invalid_arguments"
    assert desk.error("files.completeUploadExternal", **complete, channel_id="C00000000") == "channel_not_found"
    assert desk.error("files.completeUploadExternal", **complete, channel_id="U07WINDTNL2") == "invalid_arguments"
    theirs = desk.ok("conversations.create", "user_token", name="people")["channel"]["id"]
    assert desk.error("files.completeUploadExternal", **complete, channel_id=theirs) == "not_in_channel"
    desk.ok("files.completeUploadExternal", **complete)
    assert desk.error("files.completeUploadExternal", **complete) == "file_not_found"
    archived = desk.ok("conversations.create", name="old")["channel"]["id"]
    desk.ok("conversations.archive", channel=archived)
    more = {"files": [{"id": uploaded(desk)}], "channel_id": archived}
    assert desk.error("files.completeUploadExternal", **more) == "posting_to_channel_denied"


def test_snippets_and_texts_are_described(desk: Desk) -> None:
    """Type, preview, lines and alternative text."""
    text = uploaded(desk, b"a\nb", "a.txt", snippet_type="python", alt_txt="two lines")
    image = uploaded(desk, b"\x89PNG", "p.png")
    files = desk.ok("files.completeUploadExternal", files=[{"id": text}, {"id": image}])["files"]
    assert (files[0]["filetype"], files[0]["preview"], files[0]["lines"]) == ("python", "a\nb", 2)
    assert (files[0]["alt_txt"], files[1]["mimetype"], files[1]["mode"]) == ("two lines", "image/png", "hosted")
