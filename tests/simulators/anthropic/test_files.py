"""The life of a file."""

from __future__ import annotations

from tests.simulators.anthropic.desk import Desk, message_of


def test_a_file_is_kept_as_it_was_sent(desk: Desk) -> None:
    """Name, type and size, in any alphabet."""
    sent = desk.upload("žofie.pdf", b"x" * 10, "application/pdf").json()
    assert (sent["filename"], sent["mime_type"], sent["size_bytes"]) == ("žofie.pdf", "application/pdf", 10)
    assert (sent["downloadable"], sent["expires_at"]) == (False, None)
    assert desk.get(f"/v1/files/{sent['id']}").json() == sent


def test_uploaded_files_cannot_be_downloaded(desk: Desk) -> None:
    """A code says so; an unknown one is not found."""
    sent = desk.upload("a.txt", b"x").json()["id"]
    refused = desk.get(f"/v1/files/{sent}/content")
    assert (refused.status, refused.json()["error"]["details"]) == (400, {"error_code": "file_not_downloadable"})
    assert desk.get("/v1/files/file_x/content").status == 404


def test_a_file_is_deleted(desk: Desk) -> None:
    """And then gone."""
    sent = desk.upload("a.txt", b"x").json()["id"]
    assert desk.delete(f"/v1/files/{sent}").json() == {"id": sent, "type": "file_deleted"}
    assert desk.get(f"/v1/files/{sent}").status == 404
    assert desk.delete(f"/v1/files/{sent}").status == 404


def test_a_file_expires(desk: Desk) -> None:
    """At its moment, not before."""
    sent = desk.upload("a.txt", b"x", expires_in_seconds="3600").json()
    assert sent["expires_at"] == "2026-01-05T10:00:00.000000Z"
    desk.clock.advance(3599)
    assert desk.get(f"/v1/files/{sent['id']}").status == 200
    desk.clock.advance(1)
    assert desk.get(f"/v1/files/{sent['id']}").status == 404


def test_files_are_named_or_paged(desk: Desk) -> None:
    """Not both; unknown names are left out."""
    sent = [desk.upload(f"{number}.txt", b"x").json()["id"] for number in range(3)]
    named = desk.get(f"/v1/files?ids={sent[0]}&ids={sent[2]}&ids=file_x").json()
    assert [file["id"] for file in named["data"]] == [sent[2], sent[0]]
    refused = desk.get(f"/v1/files?ids={sent[0]}&limit=1")
    assert message_of(refused) == "`ids` cannot be combined with `page` or `limit`"


def test_a_file_that_is_too_large() -> None:
    """413."""
    assert Desk({"file_bytes_max": 3}).upload("a.txt", b"xxxx").status == 413


def test_a_file_without_name_or_type(desk: Desk) -> None:
    """Gets both from the vendor."""
    sent = desk.upload("", b"x", "").json()
    assert (sent["filename"], sent["mime_type"]) == ("unnamed", "application/octet-stream")
