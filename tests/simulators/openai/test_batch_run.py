"""The life of a batch."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.simulators.openai.desk import Desk, error_of, validator
from tests.simulators.openai.test_batches import chat_line, started

LINE = "#/components/schemas/BatchOutputLine"


def result_lines(desk: Desk, identifier: str | None) -> dict[str, Any]:
    """Return the lines of a result file by their custom_id."""
    content = desk.get(f"/files/{identifier}/content").body
    lines = [json.loads(each) for each in content.splitlines()]
    for each in lines:
        validator(LINE).validate(each)
    return {each["custom_id"]: each for each in lines}


def ended(desk: Desk, identifier: str, seconds: float = 3600) -> Any:
    """Let time pass and return the batch."""
    desk.clock.advance(seconds)
    return desk.get(f"/batches/{identifier}").json()


def test_a_batch_is_worked_off_and_tells_its_progress(desk: Desk) -> None:
    """Validating, in progress with growing counts, finalizing, completed; each state has its moment."""
    identifier = started(desk, *(chat_line(str(number), f"question {number}") for number in range(40)))
    seen = []
    for seconds in (19, 1, 5, 5, 10, 10):
        batch = ended(desk, identifier, seconds)
        seen.append((batch["status"], batch["request_counts"]["completed"]))
    assert seen == [
        ("validating", 0),
        ("in_progress", 0),
        ("in_progress", 10),
        ("in_progress", 20),
        ("finalizing", 40),
        ("completed", 40),
    ]
    batch = desk.get(f"/batches/{identifier}").json()
    moments = [batch[f"{name}_at"] - batch["created_at"] for name in ("in_progress", "finalizing", "completed")]
    assert moments == [20, 40, 50]
    assert (batch["model"], batch["error_file_id"]) == ("gpt-4o-mini", None)


def test_every_line_is_answered_as_the_call_would_be(sorter: Desk) -> None:
    """Good answers in the output file, others in the error file, in no order; usage is summed."""
    good = [chat_line(f"good-{number}") for number in range(8)]
    bad = [chat_line("bad-1", temperature=9), chat_line("bad-2", n=0)]
    batch = ended(sorter, started(sorter, *good, *bad))
    assert batch["request_counts"] == {"total": 10, "completed": 8, "failed": 2}
    output = result_lines(sorter, batch["output_file_id"])
    assert set(output) == {f"good-{number}" for number in range(8)}
    assert list(output) != sorted(output)
    body = output["good-0"]["response"]["body"]
    assert body["choices"][0]["message"]["content"] == "billing"
    errors = result_lines(sorter, batch["error_file_id"])
    assert errors["bad-1"]["response"]["status_code"] == 400
    assert errors["bad-1"]["response"]["body"]["error"]["param"] == "temperature"
    assert batch["usage"]["total_tokens"] == sum(
        each["response"]["body"]["usage"]["total_tokens"] for each in output.values()
    )


def test_a_batch_of_failures_is_completed_without_output(desk: Desk) -> None:
    """Success is read from the counts."""
    batch = ended(desk, started(desk, chat_line("a", n=0)))
    assert (batch["status"], batch["output_file_id"]) == ("completed", None)
    assert batch["request_counts"] == {"total": 1, "completed": 0, "failed": 1}


@pytest.mark.parametrize(
    ("url", "body"),
    [
        ("/v1/embeddings", {"model": "text-embedding-3-small", "input": "one"}),
        ("/v1/responses", {"model": "gpt-5-mini", "input": "one"}),
        ("/v1/moderations", {"input": "one"}),
        ("/v1/chat/completions", {"model": "gpt-4o", "messages": [{"role": "user", "content": "x"}], "stream": True}),
    ],
)
def test_every_endpoint_can_be_batched(desk: Desk, url: str, body: dict[str, Any]) -> None:
    """Answers have the shape of their operation."""
    line = {"custom_id": "a", "method": "POST", "url": url, "body": body}
    batch = ended(desk, started(desk, line, endpoint=url))
    assert batch["request_counts"]["completed"] == 1
    assert result_lines(desk, batch["output_file_id"])["a"]["response"]["status_code"] == 200


def test_bad_input_fails_the_batch(desk: Desk) -> None:
    """The errors are listed with their lines; no files are written."""
    batch = ended(desk, started(desk, chat_line("a"), chat_line("a")))
    assert batch["status"] == "failed"
    assert batch["failed_at"] == batch["created_at"] + 20
    assert [(each["code"], each["line"]) for each in batch["errors"]["data"]] == [("duplicate_custom_id", 2)]


def test_a_file_that_was_deleted_meanwhile_is_empty(desk: Desk) -> None:
    """Validation finds nothing to do."""
    identifier = started(desk, chat_line("a"))
    desk.delete(f"/files/{desk.get(f'/batches/{identifier}').json()['input_file_id']}")
    assert ended(desk, identifier)["errors"]["data"][0]["code"] == "empty_file"


def test_the_queue_of_a_model_is_limited() -> None:
    """Waiting tokens of all batches count together; later there is room again."""
    desk = Desk(limits={"batch_enqueued_tokens_max": 30})
    first, second = started(desk, chat_line("a")), started(desk, chat_line("b"))
    assert ended(desk, second, 20)["status"] == "failed"
    error = desk.get(f"/batches/{second}").json()["errors"]["data"][0]
    assert (error["code"], error["line"]) == ("token_limit_exceeded", None)
    assert "Limit: 30 enqueued tokens." in error["message"]
    assert ended(desk, first)["status"] == "completed"
    assert ended(desk, started(desk, chat_line("c")))["status"] == "completed"


def test_a_batch_expires_with_what_it_has() -> None:
    """When the window ends first, the rest is told as not made."""
    desk = Desk(limits={"batch_seconds_per_line": 3600})
    identifier = started(desk, *(chat_line(str(number)) for number in range(40)))
    batch = ended(desk, identifier, 86400)
    assert (batch["status"], batch["expired_at"]) == ("expired", batch["expires_at"])
    assert batch["request_counts"]["completed"] == 22
    missed = result_lines(desk, batch["error_file_id"])
    assert (len(missed), {each["error"]["code"] for each in missed.values()}) == (18, {"batch_expired"})


def test_batches_are_outside_of_the_limits(desk: Desk) -> None:
    """No line is charged to the limits per minute."""
    desk.system.scale_quota(0.0002, "requests_per_minute")
    batch = ended(desk, started(desk, *(chat_line(str(number)) for number in range(5))), 40)
    assert batch["request_counts"]["completed"] == 5
    assert desk.chat().status == 200


def test_result_files_expire_as_was_wanted(desk: Desk) -> None:
    """``output_expires_after`` holds for both files."""
    wanted = {"anchor": "created_at", "seconds": 3600}
    batch = ended(desk, started(desk, chat_line("a"), output_expires_after=wanted), 60)
    file = desk.get(f"/files/{batch['output_file_id']}").json()
    assert (file["purpose"], file["expires_at"]) == ("batch_output", file["created_at"] + 3600)
    desk.clock.advance(3600)
    assert error_of(desk.get(f"/files/{batch['output_file_id']}"))["param"] == "id"
