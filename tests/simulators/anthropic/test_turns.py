"""How messages follow from each other."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulators.anthropic.desk import Desk, message_of

PREFILLING, NOT_PREFILLING = "claude-haiku-4-5", "claude-sonnet-4-6"


def user(content: Any = "a") -> dict[str, Any]:
    """Return a message of a user."""
    return {"role": "user", "content": content}


def assistant(content: Any = "b") -> dict[str, Any]:
    """Return a message of an assistant."""
    return {"role": "assistant", "content": content}


def call(identifier: str = "toolu_1") -> dict[str, Any]:
    """Return a call of a tool."""
    return {"type": "tool_use", "id": identifier, "name": "find_order", "input": {}}


def result(identifier: str = "toolu_1") -> dict[str, Any]:
    """Return the result of a call."""
    return {"type": "tool_result", "tool_use_id": identifier, "content": "shipped"}


@pytest.mark.parametrize(
    "messages",
    [
        [user(), user(), assistant(), assistant(), user()],
        [{"role": "system", "content": "be brief"}, user(), {"role": "system", "content": "in Czech"}],
        [user(), assistant([call("a"), call("b")]), user([result("b"), result("a"), {"type": "text", "text": "c"}])],
        [user(), assistant([{"type": "text", "text": "let me see"}, call()]), user([result()])],
    ],
)
def test_what_follows_is_taken(desk: Desk, messages: list[Any]) -> None:
    """Turns need not alternate, and results come in any order."""
    assert desk.ask(messages=messages).status == 200


@pytest.mark.parametrize(
    ("messages", "message"),
    [
        ([assistant(), user()], 'messages: first message must use the "user" role'),
        ([{"role": "system", "content": "x"}], 'messages: first message must use the "user" role'),
        ([user("")], "messages.0: all messages must have non-empty content except for the optional final assistant"),
        ([user([])], "messages.0: all messages must have non-empty content except for the optional final assistant"),
        ([user([{"type": "text", "text": ""}])], "messages: text content blocks must be non-empty"),
        ([user(), assistant([call()])], "messages.1: `tool_use` ids were found without `tool_result` blocks"),
        ([user(), assistant([call()]), user()], "messages.1: `tool_use` ids were found without `tool_result` blocks"),
        ([user(), assistant([call("a"), call("b")]), user([result("b")])], "messages.1: `tool_use` ids were found"),
        ([user([result()])], "messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: toolu_1."),
        ([user(), assistant(), user([result()])], "messages.2.content.0: unexpected `tool_use_id`"),
        ([user(), assistant([call("a"), call("a")]), user([result("a")])], "messages.1: `tool_use` ids must be unique"),
    ],
)
def test_what_does_not_follow_is_refused(desk: Desk, messages: list[Any], message: str) -> None:
    """With the place."""
    response = desk.ask(messages=messages)
    assert response.status == 400
    assert message_of(response).startswith(message)


def test_only_older_models_go_on_with_what_was_begun(desk: Desk) -> None:
    """Prefill, and what must not stand at its end."""
    begun = [user(), assistant("The answer is")]
    assert desk.ask(messages=begun, model=PREFILLING).status == 200
    assert desk.ask(messages=[user(), assistant("")], model=PREFILLING).status == 200
    trailing = desk.ask(messages=[user(), assistant("The answer is ")], model=PREFILLING)
    assert message_of(trailing) == "messages: final assistant content cannot end with trailing whitespace"
    refused = desk.ask(messages=begun, model=NOT_PREFILLING)
    assert message_of(refused).startswith("This model does not support assistant message prefill.")
