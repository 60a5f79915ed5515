"""The bytes of files."""

from __future__ import annotations

from urllib.parse import urlsplit

from .desk import Desk


def test_bytes_are_given_to_a_good_token(desk: Desk) -> None:
    """At both addresses that a file object tells."""
    file_id = desk.system.arrive({"file": {"name": "a.txt", "content": "Grüße"}})
    shown = desk.ok("files.info", file=file_id)["file"]
    for name in ("url_private", "url_private_download"):
        answer = desk.post(urlsplit(shown[name]).path, token="bot_token", verb="GET")
        assert (answer.status, answer.body.decode(), answer.header("content-type")) == (200, "Grüße", "text/plain")


def test_without_one_there_is_a_sign_in_page(desk: Desk) -> None:
    """Which clients take for the file."""
    file_id = desk.system.arrive({"file": {"name": "a.txt", "content": "x"}})
    path = urlsplit(desk.ok("files.info", file=file_id)["file"]["url_private"]).path
    for token in (None, "xoxb-wrong", "user_token"):
        answer = desk.post(path, token=token, verb="GET")
        assert (answer.status, (answer.header("location") or "").partition("?")[0]) == (302, "https://slack.com/signin")


def test_what_is_not_there_is_404(desk: Desk) -> None:
    """Unknown files, other teams, other addresses and other verbs."""
    file_id = desk.system.arrive({"file": {"name": "a.txt", "content": "x"}})
    for path in (f"T00000000-{file_id}/a.txt", "T07WINDTNL1-F00000000/a.txt", "nonsense"):
        assert desk.post(f"/files-pri/{path}", token="bot_token", verb="GET").status == 404
    assert desk.post(f"/files-pri/T07WINDTNL1-{file_id}/a.txt", token="bot_token").status == 405
