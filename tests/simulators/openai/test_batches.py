"""Batches as callers see them."""

from __future__ import annotations

import json
from typing import Any

from tests.simulators.openai.desk import Desk, chat_body, error_of


def started(desk: Desk, *lines: Any, endpoint: str = "/v1/chat/completions", **more: Any) -> str:
    """Start a batch and return its identifier."""
    content = b"".join(json.dumps(each).encode() + b"\n" for each in lines)
    file = desk.form("/files", purpose="batch", file=("in.jsonl", content)).json()["id"]
    body = {"input_file_id": file, "endpoint": endpoint, "completion_window": "24h", **more}
    return str(desk.post("/batches", body).json()["id"])


def chat_line(custom_id: str, said: str = "hello", **more: Any) -> dict[str, Any]:
    """Return the line of one completion."""
    body = chat_body(said, **more)
    return {"custom_id": custom_id, "method": "POST", "url": "/v1/chat/completions", "body": body}


def test_a_batch_begins_by_validating(desk: Desk) -> None:
    """Everything that has not happened is null."""
    batch = desk.get(f"/batches/{started(desk, chat_line('a'), metadata={'job': 'x'})}").json()
    assert (batch["status"], batch["metadata"], batch["errors"]) == ("validating", {"job": "x"}, None)
    assert batch["expires_at"] == batch["created_at"] + 86400
    assert batch["in_progress_at"] is batch["output_file_id"] is batch["usage"] is None


def test_batches_are_listed_newest_first(desk: Desk) -> None:
    """In pages."""
    made = [started(desk, chat_line("a")) for _ in range(3)]
    page = desk.get("/batches?limit=2").json()
    assert [each["id"] for each in page["data"]] == [made[2], made[1]]
    rest = desk.get(f"/batches?limit=2&after={page['last_id']}").json()
    assert ([each["id"] for each in rest["data"]], rest["has_more"]) == ([made[0]], False)


def test_the_input_has_to_be_a_file_for_batches(desk: Desk) -> None:
    """Unknown files and files of another purpose are refused at once."""
    body = {"input_file_id": "file-x", "endpoint": "/v1/responses", "completion_window": "24h"}
    error = error_of(desk.post("/batches", body))
    project = desk.system.credentials["project"]
    assert error["message"] == f"Cannot find file file-x, or project {project} does not have access to it."
    assert (error["param"], error["code"]) == ("file_id", None)
    other = desk.form("/files", purpose="user_data", file=("a.txt", b"a")).json()["id"]
    assert error_of(desk.post("/batches", {**body, "input_file_id": other}))["param"] == "input_file_id"
    assert error_of(desk.post("/batches", {**body, "endpoint": "/v1/audio"}))["code"] == "invalid_value"


def test_a_file_may_be_too_large_for_a_batch() -> None:
    """The limit of batches is tighter than that of files."""
    desk = Desk(limits={"batch_file_bytes_max": 10})
    file = desk.form("/files", purpose="batch", file=("in.jsonl", b"x" * 11)).json()["id"]
    body = {"input_file_id": file, "endpoint": "/v1/responses", "completion_window": "24h"}
    assert error_of(desk.post("/batches", body))["param"] == "input_file_id"


def test_a_running_batch_is_cancelled_with_what_it_has(desk: Desk) -> None:
    """Cancelling takes a while; what was done is kept, the rest is told as not made."""
    identifier = started(desk, *(chat_line(str(number)) for number in range(40)))
    desk.clock.advance(20 + 5)
    assert desk.post(f"/batches/{identifier}/cancel").json()["status"] == "cancelling"
    assert desk.post(f"/batches/{identifier}/cancel").json()["status"] == "cancelling"
    desk.clock.advance(30)
    batch = desk.get(f"/batches/{identifier}").json()
    assert (batch["status"], batch["completed_at"]) == ("cancelled", None)
    assert batch["request_counts"] == {"total": 40, "completed": 10, "failed": 0}
    missed = desk.get(f"/files/{batch['error_file_id']}/content").body.splitlines()
    assert {json.loads(each)["error"]["code"] for each in missed} == {"batch_cancelled"}
    assert len(missed) == 30


def test_a_batch_that_has_ended_cannot_be_cancelled(desk: Desk) -> None:
    """409 tells the status."""
    identifier = started(desk, chat_line("a"))
    desk.clock.advance(3600)
    response = desk.post(f"/batches/{identifier}/cancel")
    assert response.status == 409
    assert "'completed'" in error_of(response)["message"]


def test_a_batch_can_be_cancelled_before_it_runs(desk: Desk) -> None:
    """Nothing was made, so there are no files."""
    identifier = started(desk, chat_line("a"))
    desk.post(f"/batches/{identifier}/cancel")
    desk.clock.advance(3600)
    batch = desk.get(f"/batches/{identifier}").json()
    assert (batch["status"], batch["output_file_id"], batch["error_file_id"]) == ("cancelled", None, None)


def test_an_unknown_batch_is_404(desk: Desk) -> None:
    """The sentence names it."""
    assert error_of(desk.get("/batches/batch_x"))["message"] == "No batch found with id 'batch_x'."
