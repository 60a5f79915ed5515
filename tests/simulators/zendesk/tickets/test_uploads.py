"""Files."""

from __future__ import annotations

from typing import Any

from ..desk import Desk

HEADERS = {"content-type": "application/octet-stream"}


def _upload(desk: Desk, content: bytes, more: str = "") -> Any:
    target = f"/uploads.json?filename=proof.bin{more}"
    return desk.post(target, raw=content, headers=HEADERS)["upload"]


def _attach(desk: Desk, *uploads: Any, status: int = 201) -> Any:
    comment = {"body": "See the file.", "uploads": [each["token"] for each in uploads]}
    return desk.post("/tickets.json", {"ticket": {"subject": "x", "comment": comment}}, status)


def test_a_file_goes_up_and_comes_down(desk: Desk) -> None:
    """Byte by byte, and a token that is named again takes a second file."""
    first = _upload(desk, b"one \x00\xff")
    second = _upload(desk, b"two", f"&token={first['token']}")
    assert second["token"] == first["token"]
    ticket = _attach(desk, first)["ticket"]
    attachments = desk.get(f"/tickets/{ticket['id']}/comments.json")["comments"][0]["attachments"]
    contents = [desk.call("GET", each["content_url"].partition(":8443")[2]).body for each in attachments]
    assert contents == [b"one \x00\xff", b"two"]


def test_a_token_is_used_once_and_in_time(desk: Desk) -> None:
    """A used, an expired and a deleted one are refused; a refused ticket leaves the tokens as they were."""
    used, old, good = (_upload(desk, b"x") for _ in range(3))
    _attach(desk, used)
    _attach(desk, used, status=422)
    _attach(desk, good, used, status=422)
    _attach(desk, good)
    desk.clock.advance(259_201.0)
    _attach(desk, old, status=422)
    fresh = _upload(desk, b"x")
    desk.delete(f"/uploads/{fresh['token']}.json")
    _attach(desk, fresh, status=422)
    desk.delete(f"/uploads/{fresh['token']}.json", 404)
