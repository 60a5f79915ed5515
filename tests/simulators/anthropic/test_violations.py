"""What is wrong with a body, and where."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulators.anthropic.desk import Desk, message_of, tool

IMAGE = {"type": "base64", "media_type": "image/bmp", "data": ""}


def user(*blocks: Any) -> dict[str, Any]:
    """Return what a message of a user with such blocks is asked with."""
    return {"messages": [{"role": "user", "content": list(blocks)}]}


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"model": None}, "model: Field required"),
        ({"model": 7}, "model: Input should be a valid string"),
        ({"model": ""}, "model: String should have at least 1 character"),
        ({"max_tokens": "9"}, "max_tokens: Input should be a valid integer"),
        ({"max_tokens": True}, "max_tokens: Input should be a valid integer"),
        ({"max_tokens": -1}, "max_tokens: Input should be greater than or equal to 0"),
        ({"stream": "yes"}, "stream: Input should be a valid boolean"),
        ({"messages": []}, "messages: List should have at least 1 item after validation, not 0"),
        ({"messages": {}}, "messages: Input should be a valid list"),
        ({"messages": ["a"]}, "messages.0: Input should be a valid dictionary"),
        ({"messages": [{"role": "tool", "content": "a"}]}, "messages.0.role: Input should be 'user', 'assistant' or"),
        (user(7), "messages.0.content.0: Input should be a valid dictionary"),
        (user({}), "messages.0.content.0: Unable to extract tag using discriminator 'type'"),
        (user({"type": "x"}), "messages.0.content.0: Input tag 'x' found using 'type' does not match any of"),
        (user({"type": {}}), "messages.0.content.0: Input tag '{}' found using 'type' does not match any of"),
        (user({"type": "text"}), "messages.0.content.0.text.text: Field required"),
        (user({"type": "text", "text": "a", "b": 1}), "messages.0.content.0.text.b: Extra inputs are not permitted"),
        (
            user({"type": "image", "source": IMAGE}),
            "messages.0.content.0.image.source.base64.media_type: Input should be 'image/jpeg', 'image/png',",
        ),
        (
            user({"type": "text", "text": "a", "cache_control": {"type": "ephemeral", "ttl": "2h"}}),
            "messages.0.content.0.text.cache_control.ttl: Input should be '5m' or '1h'",
        ),
        ({"system": 7}, "system: Input should be a valid list"),
        ({"tools": [tool("a b")]}, "tools.0.custom.name: String should match pattern"),
        ({"tools": [{"name": "a"}]}, "tools.0.custom.input_schema: Field required"),
        ({"tool_choice": {"type": "some"}}, "tool_choice: Input tag 'some' found using 'type'"),
        (
            {"thinking": {"type": "enabled", "budget_tokens": 9}},
            "thinking.enabled.budget_tokens: Input should be greater",
        ),
        ({"temperature": 1.5}, "temperature: Input should be less than or equal to 1"),
        ({"metadata": {"user_id": "x" * 513}}, "metadata.user_id: String should have at most 512 characters"),
        ({"extra": 1}, "extra: Extra inputs are not permitted"),
    ],
)
def test_the_first_thing_wrong_is_told_with_its_place(desk: Desk, more: dict[str, Any], message: str) -> None:
    """In pydantic's words; a union's tag is part of the place."""
    response = desk.ask(**more)
    assert (response.status, response.json()["error"]["type"]) == (400, "invalid_request_error")
    assert message_of(response).startswith(message)


def test_a_body_that_is_no_object(desk: Desk) -> None:
    """A list is none."""
    assert message_of(desk.post("/v1/messages", [])) == "Input should be a valid dictionary"
