"""The input of batches."""

from __future__ import annotations

import json
from typing import Any

import pytest

from simulators.openai.batch_input import read_input

LIMITS = {"batch_lines_max": 3, "batch_embedding_inputs_max": 4}


def line(custom_id: str = "a", **more: Any) -> dict[str, Any]:
    """Return a good line, or one with other members."""
    body = {"model": "gpt-4o-mini", "messages": []}
    return {"custom_id": custom_id, "method": "POST", "url": "/v1/chat/completions", "body": body, **more}


def content(*lines: Any) -> bytes:
    """Return lines as a file."""
    return b"".join((each if isinstance(each, bytes) else json.dumps(each).encode()) + b"\n" for each in lines)


@pytest.mark.parametrize(
    ("lines", "code", "number"),
    [
        ((b"{",), "invalid_json_line", 1),
        ((b"[]",), "invalid_json_line", 1),
        ((line(), line("a")), "duplicate_custom_id", 2),
        ((line(url="/v1/embeddings"),), "url_mismatch", 1),
        ((line(method="GET"),), "url_mismatch", 1),
        ((line(), b"", line("b", body={"model": "gpt-4o"})), "model_mismatch", 3),
        (({"method": "POST"},), "missing_required_parameter", 1),
        ((line(body=[1]),), "invalid_type", 1),
        ((), "empty_file", None),
        (tuple(line(str(number)) for number in range(4)), "too_many_tasks", None),
    ],
)
def test_what_is_wrong_is_told_with_its_line(lines: tuple[Any, ...], code: str, number: int | None) -> None:
    """Empty lines count as lines and are no error."""
    read = read_input(content(*lines), "/v1/chat/completions", LIMITS)
    assert [(error["code"], error["line"]) for error in read.errors] == [(code, number)]


def test_good_lines_are_calls() -> None:
    """With their bodies and their model."""
    read = read_input(content(line("a"), line("b")), "/v1/chat/completions", LIMITS)
    assert ([each.custom_id for each in read.lines], read.errors, read.model) == (["a", "b"], (), "gpt-4o-mini")


def test_embeddings_are_counted_by_their_inputs() -> None:
    """A list counts as many."""
    many = line(url="/v1/embeddings", body={"model": "m", "input": ["x"] * 5})
    read = read_input(content(many), "/v1/embeddings", LIMITS)
    assert [error["code"] for error in read.errors] == ["too_many_tasks"]
