"""What breaks the contract, in the vendor's words."""

from __future__ import annotations

from typing import Any

import pytest

from simulators.openai.violations import Violations
from tests.simulators.openai.desk import Desk, chat_body, contract, error_of

USER = {"role": "user", "content": "hello"}
CASES: list[tuple[str, dict[str, Any], str, str, str]] = [
    ("/chat/completions", {"messages": None}, "messages", "invalid_type", "expected an array, but got null instead."),
    ("/chat/completions", {"messages": []}, "messages", "array_below_min_length", "array too short"),
    ("/chat/completions", {"model": 4}, "model", "invalid_type", "expected a string, but got an integer instead."),
    (
        "/chat/completions",
        {"messages": [USER, {"role": "king", "content": "x"}]},
        "messages[1].role",
        "invalid_value",
        "Invalid value: 'king'. Supported values are: 'developer', 'system', 'user', 'assistant', and 'tool'.",
    ),
    (
        "/chat/completions",
        {"messages": [{"content": "x"}]},
        "messages[0].role",
        "missing_required_parameter",
        "Missing required parameter: 'messages[0].role'.",
    ),
    (
        "/chat/completions",
        {"messages": [{"role": "user", "content": [{"type": "video"}]}]},
        "messages[0].content[0].type",
        "invalid_value",
        "Invalid value: 'video'",
    ),
    (
        "/chat/completions",
        {"messages": [{"role": "user", "content": 7}]},
        "messages[0].content",
        "invalid_type",
        "expected one of a string or an array, but got an integer instead.",
    ),
    ("/chat/completions", {"temperature": 3}, "temperature", "decimal_above_max_value", "Expected a value <= 2"),
    ("/chat/completions", {"temperature": -1}, "temperature", "decimal_below_min_value", "but got -1 instead."),
    ("/chat/completions", {"n": 129}, "n", "integer_above_max_value", "Expected a value <= 128, but got 129 instead."),
    (
        "/chat/completions",
        {"max_completion_tokens": 0},
        "max_completion_tokens",
        "integer_below_min_value",
        "Expected a value >= 1, but got 0 instead.",
    ),
    (
        "/chat/completions",
        {"stop": ["a", "b", "c", "d", "e"]},
        "stop",
        "array_above_max_length",
        "Expected an array with maximum length 4, but got an array with length 5 instead.",
    ),
    (
        "/chat/completions",
        {"metadata": {"k": "x" * 513}, "store": True},
        "metadata.k",
        "string_above_max_length",
        "Expected a string with maximum length 512, but got a string with length 513 instead.",
    ),
    (
        "/chat/completions",
        {"metadata": {f"k{number}": "x" for number in range(17)}, "store": True},
        "metadata",
        "object_above_max_properties",
        "at most 16 properties",
    ),
    (
        "/chat/completions",
        {"metadata": {"k" * 65: "x"}, "store": True},
        "metadata",
        "string_above_max_length",
        "maximum length 64",
    ),
    (
        "/chat/completions",
        {"tools": [{"type": "function", "function": {"name": "find order"}}]},
        "tools[0].function.name",
        "invalid_value",
        "string does not match pattern",
    ),
    (
        "/chat/completions",
        {"response_format": {"type": "xml"}},
        "response_format.type",
        "invalid_value",
        "Supported values are: 'text', 'json_object', and 'json_schema'.",
    ),
    (
        "/chat/completions",
        {"response_format": {"type": "json_schema", "json_schema": {"schema": {}}}},
        "response_format.json_schema.name",
        "missing_required_parameter",
        "",
    ),
    ("/responses", {"input": "x", "max_output_tokens": 8}, "max_output_tokens", "integer_below_min_value", ">= 16"),
    (
        "/responses",
        {"input": [{"type": "message", "role": "user"}]},
        "input[0].content",
        "missing_required_parameter",
        "",
    ),
    ("/responses", {"input": [{"type": "web_page", "id": "x"}]}, "input[0].type", "invalid_value", "'message'"),
    ("/responses", {"input": "x", "tools": [{"type": "no_such_tool"}]}, "tools[0].type", "invalid_value", "'function'"),
    ("/embeddings", {"input": "x", "dimensions": 0}, "dimensions", "integer_below_min_value", ">= 1"),
    ("/embeddings", {"input": {"a": 1}}, "input", "invalid_type", "but got an object instead."),
    ("/embeddings", {"input": "x", "colour": 1}, "colour", "unknown_parameter", "Unknown parameter: 'colour'."),
    ("/batches", {"input_file_id": "f"}, "endpoint", "missing_required_parameter", ""),
]


@pytest.mark.parametrize(("path", "body", "param", "code", "told"), CASES)
def test_the_first_thing_wrong_is_named(
    desk: Desk, path: str, body: dict[str, Any], param: str, code: str, told: str
) -> None:
    """Place, code and sentence are the vendor's."""
    whole = chat_body(**body) if path == "/chat/completions" else {"model": "gpt-4o-mini", **body}
    if path == "/batches":
        whole = body
    response = desk.post(path, whole)
    error = error_of(response)
    assert (response.status, error["type"]) == (400, "invalid_request_error")
    assert (error["param"], error["code"]) == (param, code), error
    assert told in error["message"]


def test_what_fits_has_no_violation() -> None:
    """The explainer finds nothing in a body that fits."""
    schema = contract().operations["createChatCompletion"].request_bodies["application/json"]
    assert Violations(contract().resolve).first(schema, chat_body(stop="x", n=2)) is None
