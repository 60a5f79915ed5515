"""Reading the messages of a chat: their rules, their text, and how many tokens they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from .refusals import Refused
from .tokens import TokenCounter

IMAGE_TOKENS = {"low": 85, "auto": 765, "high": 765}
"""What an image counts; assumed, as the vendor tells it by size."""
Message = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Prompt:
    """What was said.

    Args:
        text: all of it.
        said: what the user said last.
        tokens: how many tokens it is, without tools and schemas.
    """

    text: str
    said: str
    tokens: int


def read_messages(messages: Sequence[Message], counter: TokenCounter) -> Prompt:
    """Return what was said.

    Raises:
        Refused: tool calls and their results do not belong together, or an assistant said nothing.
    """
    check_order(messages)
    texts, said, tokens = [], "", counter.primer
    for message in messages:
        text, extra = _content(message, counter)
        tokens += counter.per_message + counter.count(text) + extra
        texts.append(text)
        if message["role"] == "user":
            said = text
    return Prompt("\n".join(texts), said or texts[-1], tokens)


def text_of(content: Any) -> str:
    """Return the text of a message's content, parts joined by line feeds."""
    if isinstance(content, str):
        return content
    texts = [part.get("text") or part.get("refusal") for part in content or ()]
    return "\n".join(text for text in texts if text)


def files_in(messages: Sequence[Message]) -> Iterator[Mapping[str, Any]]:
    """Yield the files that stand in messages."""
    for message in messages:
        content = message.get("content")
        for part in content if isinstance(content, list) else ():
            if part["type"] == "file":
                yield part["file"]


def _content(message: Message, counter: TokenCounter) -> tuple[str, int]:
    """Return the text of a message and the tokens of what is no text."""
    content = message.get("content")
    calls = message.get("tool_calls")
    if isinstance(content, str) and not calls:
        return content, 0
    called = [f"{call['function']['name']}({call['function']['arguments']})" for call in calls or ()]
    parts = content if isinstance(content, list) else ()
    return "\n".join(filter(None, [text_of(content), *called])), sum(_part_tokens(part, counter) for part in parts)


def _part_tokens(part: Mapping[str, Any], counter: TokenCounter) -> int:
    if part["type"] == "image_url":
        return IMAGE_TOKENS[part["image_url"].get("detail", "auto")]
    return counter.of_file(part["file"].get("file_data", "")) if part["type"] == "file" else 0


def check_order(messages: Sequence[Message]) -> None:
    """Refuse messages that do not follow from each other.

    Raises:
        Refused: says which one, and why.
    """
    open_calls: list[str] = []
    caller = 0
    for index, message in enumerate(messages):
        if message["role"] == "tool":
            _take_result(open_calls, message, index)
            continue
        _all_answered(open_calls, caller)
        open_calls = [call["id"] for call in message.get("tool_calls") or ()]
        caller = index
        if message["role"] == "assistant" and not open_calls and _says_nothing(message):
            place = f"messages.[{index}].content"
            raise Refused("Invalid value for 'content': expected a string, got null.", param=place)
    _all_answered(open_calls, caller)


def _says_nothing(message: Message) -> bool:
    return message.get("content") is None and not message.get("refusal")


def _take_result(open_calls: list[str], message: Message, index: int) -> None:
    if message["tool_call_id"] not in open_calls:
        raise Refused(
            "Invalid parameter: messages with role 'tool' must be a response to a preceding message with 'tool_calls'.",
            param=f"messages.[{index}].role",
        )
    open_calls.remove(message["tool_call_id"])


def _all_answered(open_calls: list[str], caller: int) -> None:
    if open_calls:
        raise Refused(
            "An assistant message with 'tool_calls' must be followed by tool messages responding to each"
            f" 'tool_call_id'. The following tool_call_ids did not have response messages: {', '.join(open_calls)}",
            param=f"messages.[{caller}].role",
        )


def stored_messages(completion_id: str, messages: Sequence[Message]) -> Iterator[dict[str, Any]]:
    """Yield messages as they are listed for a stored completion."""
    for index, message in enumerate(messages):
        content = message.get("content")
        shown: dict[str, Any] = {
            "id": f"{completion_id}-{index}",
            "role": message["role"],
            "content": text_of(content) if isinstance(content, list) else content,
            "content_parts": _parts(content) if isinstance(content, list) else None,
        }
        if message.get("tool_calls"):
            shown["tool_calls"] = message["tool_calls"]
        yield shown


def _parts(content: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [part for part in content if part["type"] in ("text", "image_url")]
