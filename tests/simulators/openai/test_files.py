"""Files."""

from __future__ import annotations

import pytest

from tests.simulators.openai.desk import Desk, error_of
from windtunnel.world.http import Response


def sent(desk: Desk, name: str = "lines.jsonl", content: bytes = b"{}\n", purpose: str = "batch") -> str:
    """Upload a file and return its identifier."""
    return str(desk.form("/files", purpose=purpose, file=(name, content)).json()["id"])


def test_a_file_comes_back_as_it_was_sent(desk: Desk) -> None:
    """Bytes are bytes, whatever they are."""
    content = bytes(range(256)) + b"\r\n--no boundary\r\n"
    identifier = sent(desk, 'Žofie\'s "lines".jsonl', content)
    record = desk.get(f"/files/{identifier}").json()
    assert (record["bytes"], record["purpose"], record["status"]) == (len(content), "batch", "processed")
    downloaded = desk.get(f"/files/{identifier}/content")
    assert downloaded.body == content
    assert downloaded.header("content-type") == "application/octet-stream"


def test_files_are_listed_newest_first(desk: Desk) -> None:
    """In pages, and by purpose when told."""
    batch = [sent(desk) for _ in range(3)]
    other = sent(desk, "a.txt", b"a", "user_data")
    assert [each["id"] for each in desk.get("/files").json()["data"]] == [other, *reversed(batch)]
    page = desk.get("/files?purpose=batch&limit=2&order=asc").json()
    assert ([each["id"] for each in page["data"]], page["has_more"]) == (batch[:2], True)


def test_a_deleted_file_is_gone(desk: Desk) -> None:
    """Reading it is 404 with the vendor's sentence."""
    identifier = sent(desk)
    assert desk.delete(f"/files/{identifier}").json() == {"id": identifier, "object": "file", "deleted": True}
    for path in ("", "/content"):
        error = error_of(desk.get(f"/files/{identifier}{path}"))
        assert (error["message"], error["param"]) == (f"No such File object: {identifier}", "id")


def test_files_of_batches_expire_and_others_stay(desk: Desk) -> None:
    """After 30 days, without a trace."""
    batch, other = sent(desk), sent(desk, "a.txt", b"a", "user_data")
    desk.clock.advance(2592000)
    assert desk.get(f"/files/{batch}").status == 404
    assert desk.get(f"/files/{other}").json()["expires_at"] is None


@pytest.mark.parametrize("purpose", ["user_data", "assistants", "vision"])
def test_some_purposes_are_kept_back(desk: Desk, purpose: str) -> None:
    """Their content cannot be downloaded."""
    error = error_of(desk.get(f"/files/{sent(desk, 'a.txt', b'a', purpose)}/content"))
    assert error["message"] == f"Not allowed to download files of purpose: {purpose}"


def test_a_batch_wants_json_lines(desk: Desk) -> None:
    """The name has to say so; the lines are not looked at."""
    error = error_of(desk.form("/files", purpose="batch", file=("lines.txt", b"{}")))
    assert error["message"] == "Invalid file format for Batch API. Must be .jsonl"
    assert sent(desk, content=b"no json at all")


def test_a_file_may_be_too_large() -> None:
    """413 in the envelope."""
    desk = Desk(limits={"file_bytes_max": 10})
    response = desk.form("/files", purpose="evals", file=("a.txt", b"x" * 11))
    assert (response.status, error_of(response)["type"]) == (413, "invalid_request_error")


def test_a_message_can_only_hold_files_that_there_are(desk: Desk) -> None:
    """In chats and in responses; a deleted one is gone."""
    kept = desk.form("/files", purpose="user_data", file=("a.txt", b"hello")).json()["id"]

    def sent(identifier: str) -> list[Response]:
        file = {"type": "file", "file": {"file_id": identifier}}
        chat = {"model": "gpt-4o-mini", "messages": [{"role": "user", "content": [file]}]}
        item = {"role": "user", "content": [{"type": "input_file", "file_id": identifier}]}
        return [desk.post("/chat/completions", chat), desk.respond([item])]

    assert [response.status for response in sent(kept)] == [200, 200]
    desk.delete(f"/files/{kept}")
    refused = sent(kept)
    assert [response.status for response in refused] == [404, 404]
    assert {error_of(response)["message"] for response in refused} == {f"No such File object: {kept}"}
    assert [error_of(response)["param"] for response in refused] == ["messages", "input"]
