"""The stream of a response: named events with sequence numbers, ended by the response as it is at the end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import orjson

from windtunnel.world.http import Chunk, Response

from .chat_stream import PADDED_LENGTH, PADDING, STREAM_HEADERS, TOKENS_PER_FRAME

if TYPE_CHECKING:
    from .system import OpenAI

Event = tuple[dict[str, Any], int]
"""An event and how many tokens it brings."""
ENDINGS = {
    "completed": "response.completed",
    "incomplete": "response.incomplete",
    "failed": "response.failed",
    "cancelled": "response.failed",
}
PADDED = frozenset({"response.output_text.delta", "response.refusal.delta", "response.function_call_arguments.delta"})


def stream_response(system: OpenAI, record: Mapping[str, Any], *, padded: bool = True, after: int = -1) -> Response:
    """Return ``record`` as a stream.

    Args:
        system: the simulator; its pace decides the pauses.
        record: the response as it is at the end.
        padded: whether deltas carry padding.
        after: leave out the events up to this sequence number.
    """
    chunks = tuple(chunks_of(system, record, padded=padded))[after + 1 :]
    response = Response(200, list(STREAM_HEADERS), chunks=chunks)
    thought = (record["usage"] or {}).get("output_tokens_details", {}).get("reasoning_tokens", 0)
    response.delay_seconds = system.pace.first_token(thought)
    return response


def chunks_of(system: OpenAI, record: Mapping[str, Any], *, padded: bool = True) -> Iterator[Chunk]:
    """Yield the frames of a stream, each with the pause before it."""
    for number, (event, tokens) in enumerate(events_of(system, record)):
        yield Chunk(_frame(event, number, padded), system.pace.of_tokens(tokens))


def error_frame(number: int, message: str, code: str) -> bytes:
    """Return the event of a stream that breaks and cannot tell the response any more."""
    return _frame({"type": "error", "code": code, "message": message, "param": None}, number, padded=False)


def events_of(system: OpenAI, record: Mapping[str, Any]) -> Iterator[Event]:
    """Yield the events of a response in their order, without sequence numbers."""
    begun = {**record, "status": "in_progress", "output": [], "usage": None, "error": None}
    begun |= {"incomplete_details": None, "completed_at": None}
    created = {**begun, "status": "queued"} if record["background"] else begun
    yield {"type": "response.created", "response": created}, 0
    if record["background"]:
        yield {"type": "response.queued", "response": created}, 0
    yield {"type": "response.in_progress", "response": begun}, 0
    for index, item in enumerate(record["output"]):
        yield {"type": "response.output_item.added", "output_index": index, "item": _opened(item)}, 0
        yield from PARTS[item["type"]](system, item, {"item_id": item["id"], "output_index": index})
        yield {"type": "response.output_item.done", "output_index": index, "item": item}, 0
    yield {"type": ENDINGS[record["status"]], "response": record}, 0


def _frame(event: Mapping[str, Any], number: int, padded: bool) -> bytes:
    content = {"type": event["type"], "sequence_number": number, **event}
    if padded and event["type"] in PADDED:
        start = number * 7 % (len(PADDING) - PADDED_LENGTH)
        content["obfuscation"] = PADDING[start : start + PADDED_LENGTH - len(event["delta"]) % PADDED_LENGTH]
    return b"event: %b\ndata: %b\n\n" % (str(event["type"]).encode(), orjson.dumps(content))


def _opened(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item as it is before anything was written."""
    if item["type"] == "message":
        return {**item, "status": "in_progress", "content": []}
    if item["type"] == "function_call":
        return {**item, "status": "in_progress", "arguments": ""}
    return {**item, "summary": []}


def _message(system: OpenAI, item: Mapping[str, Any], place: dict[str, Any]) -> Iterator[Event]:
    for index, part in enumerate(item["content"]):
        where = {**place, "content_index": index}
        if part["type"] == "refusal":
            yield from _refusal(system, part, where)
        else:
            yield from _text(system, part, where)


def _text(system: OpenAI, part: Mapping[str, Any], where: dict[str, Any]) -> Iterator[Event]:
    empty = {"type": "output_text", "text": "", "annotations": [], "logprobs": []}
    yield {"type": "response.content_part.added", **where, "part": empty}, 0
    for number, piece in enumerate(system.counter.pieces(part["text"], TOKENS_PER_FRAME)):
        start = number * TOKENS_PER_FRAME
        told = part["logprobs"][start : start + TOKENS_PER_FRAME]
        delta = {"type": "response.output_text.delta", **where, "delta": piece, "logprobs": told}
        yield delta, system.counter.count(piece)
    done = {"type": "response.output_text.done", **where, "text": part["text"], "logprobs": part["logprobs"]}
    yield done, 0
    yield {"type": "response.content_part.done", **where, "part": part}, 0


def _refusal(system: OpenAI, part: Mapping[str, Any], where: dict[str, Any]) -> Iterator[Event]:
    yield {"type": "response.content_part.added", **where, "part": {"type": "refusal", "refusal": ""}}, 0
    for piece in system.counter.pieces(part["refusal"], TOKENS_PER_FRAME):
        delta = {"type": "response.refusal.delta", **where, "delta": piece}
        yield delta, system.counter.count(piece)
    yield {"type": "response.refusal.done", **where, "refusal": part["refusal"]}, 0
    yield {"type": "response.content_part.done", **where, "part": part}, 0


def _function_call(system: OpenAI, item: Mapping[str, Any], place: dict[str, Any]) -> Iterator[Event]:
    for piece in system.counter.pieces(item["arguments"], TOKENS_PER_FRAME):
        delta = {"type": "response.function_call_arguments.delta", **place, "delta": piece}
        yield delta, system.counter.count(piece)
    told = {"name": item["name"], "arguments": item["arguments"]}
    yield {"type": "response.function_call_arguments.done", **place, **told}, 0


def _reasoning(system: OpenAI, item: Mapping[str, Any], place: dict[str, Any]) -> Iterator[Event]:
    for index, part in enumerate(item["summary"]):
        where = {**place, "summary_index": index}
        added = {"type": "response.reasoning_summary_part.added", **where}
        yield {**added, "part": {"type": "summary_text", "text": ""}}, 0
        for piece in system.counter.pieces(part["text"], TOKENS_PER_FRAME):
            yield {"type": "response.reasoning_summary_text.delta", **where, "delta": piece}, 0
        yield {"type": "response.reasoning_summary_text.done", **where, "text": part["text"]}, 0
        yield {"type": "response.reasoning_summary_part.done", **where, "part": part}, 0


PARTS = {"message": _message, "function_call": _function_call, "reasoning": _reasoning}
