"""Items of responses and conversations: as callers write them, as they are stored, as text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .chat_messages import IMAGE_TOKENS, Prompt
from .chat_messages import text_of as parts_text
from .files import check_known
from .refusals import Refused, not_found
from .tokens import TokenCounter

if TYPE_CHECKING:
    from .system import OpenAI

Item = Mapping[str, Any]
COLLECTION = "_items"
"""Every stored item by its identifier, so that it can be referred to."""
PREFIXES = {
    "message": "msg_",
    "function_call": "fc_",
    "function_call_output": "fc_",
    "reasoning": "rs_",
}
MEMBERS = {
    "function_call": ("call_id", "name", "arguments"),
    "function_call_output": ("call_id", "output"),
    "reasoning": ("summary", "encrypted_content"),
}
ID_DIGITS = 48


def new_id(system: OpenAI, prefix: str) -> str:
    """Return an identifier of the form that responses and their items have."""
    return prefix + system.ids.hexadecimal(ID_DIGITS)


def read_items(system: OpenAI, given: Any, place: str = "input") -> list[Item]:
    """Return an input as stored items: a text becomes a message of the user, references what they refer to.

    Args:
        system: the simulator.
        given: a text, or items as callers write them.
        place: the parameter that holds them.

    Raises:
        Refused: a reference leads nowhere, or an identifier is not of its kind.
    """
    if given is None:
        return []
    if isinstance(given, str):
        return [_message(system, {"role": "user", "content": given})]
    return [_read_item(system, item, f"{place}[{index}]") for index, item in enumerate(given)]


def remember(system: OpenAI, items: Iterable[Item]) -> None:
    """Let ``items`` be referred to from now on."""
    for item in items:
        system.store[COLLECTION].put(item["id"], item)


def check_calls(items: Sequence[Item]) -> None:
    """Refuse function calls without a result, and results without a call.

    Raises:
        Refused: names the first.
    """
    called = {item["call_id"] for item in items if item["type"] == "function_call"}
    for item in items:
        if item["type"] == "function_call_output" and item["call_id"] not in called:
            message = f"No tool call found for function call output with call_id {item['call_id']}."
            raise Refused(message, param="input")
    answered = {item["call_id"] for item in items if item["type"] == "function_call_output"}
    for item in items:
        if item["type"] == "function_call" and item["call_id"] not in answered:
            raise Refused(f"No tool output found for function call {item['call_id']}.", param="input")


def prompt_of(items: Sequence[Item], instructions: str | None, counter: TokenCounter) -> Prompt:
    """Return what the items say, and how many tokens they are."""
    texts, said, tokens = [], "", counter.primer
    if instructions:
        texts.append(instructions)
        tokens += counter.per_message + counter.count(instructions)
    for item in items:
        text = text_of(item)
        tokens += counter.per_message + counter.count(text) + _media_tokens(item, counter)
        texts.append(text)
        if item.get("role") == "user":
            said = text
    return Prompt("\n".join(texts), said or (texts[-1] if texts else ""), tokens)


def text_of(item: Item) -> str:
    """Return the text of an item."""
    if item["type"] == "message":
        return parts_text(item["content"])
    if item["type"] == "function_call":
        return f"{item['name']}({item['arguments']})"
    if item["type"] == "function_call_output":
        return parts_text(item["output"])
    return "\n".join(part["text"] for part in item["summary"])


def _media_tokens(item: Item, counter: TokenCounter) -> int:
    parts = item["content"] if item["type"] == "message" else ()
    images = [IMAGE_TOKENS.get(part.get("detail", "auto"), 765) for part in parts if part["type"] == "input_image"]
    files = [counter.of_file(part.get("file_data") or "") for part in parts if part["type"] == "input_file"]
    return sum(images) + sum(files)


def check_unique(items: Sequence[Item]) -> None:
    """Refuse an item that is there twice.

    Raises:
        Refused: names it.
    """
    seen: set[str] = set()
    for item in items:
        if item["id"] in seen:
            advice = "Remove duplicate items from your input and try again."
            raise Refused(f"Duplicate item found with id {item['id']}. {advice}", param="input")
        seen.add(item["id"])


def _read_item(system: OpenAI, item: Item, place: str) -> Item:
    kind = item.get("type") or ("message" if "role" in item else "item_reference")
    if kind == "item_reference":
        known = system.store[COLLECTION].get(item["id"])
        if known is None:
            raise not_found(f"Item with id '{item['id']}' not found.", "input")
        return known
    _check_id(item.get("id"), PREFIXES[kind], f"{place}.id")
    if kind == "message":
        return _message(system, item)
    read = {name: item[name] for name in MEMBERS[kind] if name in item}
    read |= {"type": kind, "id": item.get("id") or new_id(system, PREFIXES[kind])}
    return read if kind == "reasoning" else {**read, "status": item.get("status") or "completed"}


def _check_id(identifier: str | None, prefix: str, place: str) -> None:
    if identifier and not identifier.startswith(prefix):
        expected = f"Expected an ID that begins with '{prefix.rstrip('_')}'."
        raise Refused(f"Invalid '{place}': '{identifier}'. {expected}", param=place, code="invalid_value")


def _message(system: OpenAI, item: Item) -> Item:
    role, content = item["role"], item["content"]
    kind = "output_text" if role == "assistant" else "input_text"
    parts = [{"type": kind, "text": content}] if isinstance(content, str) else content
    return {
        "id": item.get("id") or new_id(system, PREFIXES["message"]),
        "type": "message",
        "status": item.get("status") or "completed",
        "role": role,
        "content": [_part(system, part) for part in parts],
    }


def _part(system: OpenAI, part: Mapping[str, Any]) -> Mapping[str, Any]:
    check_known(system, part, "input")
    if part["type"] == "output_text":
        return {"annotations": [], "logprobs": [], **part}
    return {"detail": "auto", **part} if part["type"] == "input_image" else part
