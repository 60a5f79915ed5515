"""Uploads in parts."""

from __future__ import annotations

import hashlib
from typing import Any

from tests.simulators.openai.desk import Desk, error_of


def announced(desk: Desk, size: int = 6, **more: Any) -> str:
    """Announce a file and return the path of its upload."""
    body = {"filename": "big.jsonl", "purpose": "batch", "bytes": size, "mime_type": "application/jsonl", **more}
    return f"/uploads/{desk.post('/uploads', body).json()['id']}"


def part(desk: Desk, path: str, content: bytes) -> str:
    """Send one part and return its identifier."""
    return str(desk.form(f"{path}/parts", data=("blob", content)).json()["id"])


def test_parts_become_a_file_in_the_order_that_is_told(desk: Desk) -> None:
    """Whatever order they came in; the checksum is compared."""
    path = announced(desk)
    second, first = part(desk, path, b"def"), part(desk, path, b"abc")
    md5 = hashlib.md5(b"abcdef", usedforsecurity=False).hexdigest()
    upload = desk.post(f"{path}/complete", {"part_ids": [first, second], "md5": md5}).json()
    assert (upload["status"], upload["file"]["bytes"], upload["file"]["filename"]) == ("completed", 6, "big.jsonl")
    assert desk.get(f"/files/{upload['file']['id']}/content").body == b"abcdef"


def test_size_and_checksum_have_to_match(desk: Desk) -> None:
    """Otherwise the upload stays pending and can be completed rightly."""
    path = announced(desk)
    identifier = part(desk, path, b"abc")
    assert error_of(desk.post(f"{path}/complete", {"part_ids": [identifier]}))["param"] == "part_ids"
    assert error_of(desk.post(f"{path}/complete", {"part_ids": ["part_x"]}))["param"] == "part_ids"
    whole = part(desk, path, b"abcdef")
    assert error_of(desk.post(f"{path}/complete", {"part_ids": [whole], "md5": "0" * 32}))["param"] == "md5"
    assert desk.post(f"{path}/complete", {"part_ids": [whole]}).json()["status"] == "completed"


def test_an_upload_that_has_ended_conflicts(desk: Desk) -> None:
    """409 for parts, completion and cancellation alike."""
    path = announced(desk)
    assert desk.post(f"{path}/cancel").json()["status"] == "cancelled"
    for answer in (
        desk.form(f"{path}/parts", data=("blob", b"a")),
        desk.post(f"{path}/complete", {"part_ids": []}),
        desk.post(f"{path}/cancel"),
    ):
        assert answer.status == 409
        assert error_of(answer)["type"] == "invalid_request_error"


def test_an_upload_expires_after_an_hour(desk: Desk) -> None:
    """A completed one does not."""
    waiting, done = announced(desk), announced(desk, 1)
    desk.post(f"{done}/complete", {"part_ids": [part(desk, done, b"a")]})
    desk.clock.advance(3600)
    states = [record["status"] for record in desk.system.store["uploads"]]
    assert states == ["expired", "completed"]
    assert desk.post(f"{waiting}/cancel").status == 409


def test_parts_and_uploads_may_be_too_large() -> None:
    """413 for a part, 400 for what is announced."""
    desk = Desk(limits={"upload_part_bytes_max": 2, "upload_bytes_max": 10})
    assert desk.form(f"{announced(desk)}/parts", data=("blob", b"abc")).status == 413
    body = {"filename": "a", "purpose": "batch", "bytes": 11, "mime_type": "text/plain"}
    assert error_of(desk.post("/uploads", body))["code"] == "integer_above_max_value"


def test_the_wanted_expiry_is_the_files(desk: Desk) -> None:
    """What was announced holds for the file."""
    path = announced(desk, 1, expires_after={"anchor": "created_at", "seconds": 7200})
    file = desk.post(f"{path}/complete", {"part_ids": [part(desk, path, b"a")]}).json()["file"]
    assert file["expires_at"] == file["created_at"] + 7200


def test_an_unknown_upload_is_404(desk: Desk) -> None:
    """The sentence names it."""
    assert error_of(desk.post("/uploads/upload_x/cancel"))["message"] == "No such Upload object: upload_x"
