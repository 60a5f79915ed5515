"""How messages follow from each other: who begins, what may be empty, and which results belong to which tool calls."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .refusals import Refused

Message = Mapping[str, Any]
Block = Mapping[str, Any]
NO_PREFILL = "This model does not support assistant message prefill. The conversation must end with a user message."


def blocks_of(content: Any) -> Sequence[Block]:
    """Return the blocks of a message's content; a text is one block."""
    return ({"type": "text", "text": content},) if isinstance(content, str) else content


def check_turns(messages: Sequence[Message], prefill: bool) -> None:
    """Refuse messages that do not follow from each other.

    Args:
        messages: as they were sent, each of them fitting the contract.
        prefill: whether the model goes on with what the caller began for it.

    Raises:
        Refused: says which one, and why.
    """
    spoken = [message for message in messages if message["role"] != "system"]
    if not spoken or spoken[0]["role"] != "user":
        raise Refused('messages: first message must use the "user" role')
    for index, message in enumerate(messages):
        _check_content(messages, index, message)
        _check_results(messages, index)
        _check_calls(messages, index)
    if spoken[-1]["role"] == "assistant":
        _check_prefill(spoken[-1], prefill)


def _check_content(messages: Sequence[Message], index: int, message: Message) -> None:
    optional = index == len(messages) - 1 and message["role"] == "assistant"
    if not message["content"] and not optional:
        raise Refused(
            f"messages.{index}: all messages must have non-empty content except for the optional final assistant"
            " message"
        )
    texts = [block for block in blocks_of(message["content"]) if block["type"] == "text"]
    if any(not block["text"] for block in texts) and not optional:
        raise Refused("messages: text content blocks must be non-empty")


def _check_results(messages: Sequence[Message], index: int) -> None:
    results = _results(messages[index])
    called = _calls(messages[index - 1]) if index else []
    for number, identifier in results:
        if identifier not in called:
            raise Refused(
                f"messages.{index}.content.{number}: unexpected `tool_use_id` found in `tool_result` blocks:"
                f" {identifier}. Each `tool_result` block must have a corresponding `tool_use` block in the previous"
                " message."
            )


def _check_calls(messages: Sequence[Message], index: int) -> None:
    called = _calls(messages[index])
    answered = [identifier for _, identifier in _results(messages[index + 1])] if index + 1 < len(messages) else []
    missing = [identifier for identifier in called if identifier not in answered]
    if missing:
        raise Refused(
            f"messages.{index}: `tool_use` ids were found without `tool_result` blocks immediately after:"
            f" {', '.join(missing)}. Each `tool_use` block must have a corresponding `tool_result` block in the next"
            " message."
        )
    if len(set(called)) < len(called):
        raise Refused(f"messages.{index}: `tool_use` ids must be unique")


def _check_prefill(message: Message, prefill: bool) -> None:
    if not prefill:
        raise Refused(NO_PREFILL)
    blocks = blocks_of(message["content"])
    last = blocks[-1] if blocks else {}
    if last.get("type") == "text" and last["text"] != last["text"].rstrip():
        raise Refused("messages: final assistant content cannot end with trailing whitespace")


def _calls(message: Message) -> list[str]:
    if message["role"] != "assistant":
        return []
    return [block["id"] for block in blocks_of(message["content"]) if block["type"] == "tool_use"]


def _results(message: Message) -> list[tuple[int, str]]:
    blocks = enumerate(blocks_of(message["content"]))
    return [(number, block["tool_use_id"]) for number, block in blocks if block["type"] == "tool_result"]
