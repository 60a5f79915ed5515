"""The stream of a message: named events, from ``message_start`` to ``message_stop``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import orjson

from windtunnel.world.http import Chunk, Response

if TYPE_CHECKING:
    from .system import Anthropic

STREAM_HEADERS = (("Content-Type", "text/event-stream; charset=utf-8"), ("Cache-Control", "no-cache"))
TOKENS_PER_FRAME = 6
FIRST_OUTPUT_TOKENS = 1
EMPTY: Mapping[str, Mapping[str, Any]] = {
    "text": {"text": ""},
    "thinking": {"thinking": "", "signature": ""},
    "tool_use": {"input": {}},
}
"""How a block begins, by its type."""
GROWN = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens")


def stream_response(system: Anthropic, message: Mapping[str, Any]) -> Response:
    """Return ``message`` as a stream.

    Args:
        system: the simulator; its pace decides the pauses.
        message: the whole of it, the input of its tool calls as text.
    """
    response = Response(200, list(STREAM_HEADERS), chunks=tuple(chunks_of(system, message)))
    response.delay_seconds = system.pace.first_token()
    return response


def chunks_of(system: Anthropic, message: Mapping[str, Any]) -> Iterator[Chunk]:
    """Yield the frames of a stream, each with the pause before it."""
    yield Chunk(frame({"type": "message_start", "message": _begun(message)}))
    for index, block in enumerate(message["content"]):
        start = {**block, **EMPTY[block["type"]]}
        yield Chunk(frame({"type": "content_block_start", "index": index, "content_block": start}))
        if index == 0:
            yield Chunk(frame({"type": "ping"}))
        for delta, tokens in _deltas(system, block, message["usage"]):
            data = frame({"type": "content_block_delta", "index": index, "delta": delta})
            yield Chunk(data, system.pace.of_tokens(tokens))
        yield Chunk(frame({"type": "content_block_stop", "index": index}))
    yield Chunk(frame(_ended(message)))
    yield Chunk(frame({"type": "message_stop"}))


def frame(event: Mapping[str, Any]) -> bytes:
    """Return an event as it travels, named after its type."""
    return b"event: %s\ndata: %s\n\n" % (event["type"].encode(), orjson.dumps(event))


def _begun(message: Mapping[str, Any]) -> dict[str, Any]:
    usage = {name: value for name, value in message["usage"].items() if name != "output_tokens_details"}
    nothing: dict[str, Any] = {"content": [], "stop_reason": None, "stop_sequence": None, "stop_details": None}
    return {**message, **nothing, "usage": {**usage, "output_tokens": FIRST_OUTPUT_TOKENS}}


def _ended(message: Mapping[str, Any]) -> dict[str, Any]:
    usage = message["usage"]
    details = {name: usage[name] for name in ("output_tokens_details",) if name in usage}
    delta = {name: message[name] for name in ("stop_reason", "stop_sequence", "stop_details")}
    return {"type": "message_delta", "delta": delta, "usage": {name: usage[name] for name in GROWN} | details}


def _deltas(
    system: Anthropic, block: Mapping[str, Any], usage: Mapping[str, Any]
) -> Iterator[tuple[dict[str, Any], int]]:
    """Yield what a block grows by, and how many tokens that is."""
    kind = block["type"]
    if kind == "thinking":
        yield from _thinking_deltas(system, block, usage)
    elif kind == "tool_use":
        yield {"type": "input_json_delta", "partial_json": ""}, 0
        for piece in system.counter.pieces(block["input"], TOKENS_PER_FRAME):
            yield {"type": "input_json_delta", "partial_json": piece}, system.counter.count(piece)
    else:
        for piece in system.counter.pieces(block["text"], TOKENS_PER_FRAME):
            yield {"type": "text_delta", "text": piece}, system.counter.count(piece)


def _thinking_deltas(
    system: Anthropic, block: Mapping[str, Any], usage: Mapping[str, Any]
) -> Iterator[tuple[dict[str, Any], int]]:
    pieces = system.counter.pieces(block["thinking"], TOKENS_PER_FRAME)
    thought = usage.get("output_tokens_details", {}).get("thinking_tokens", 0)
    for piece in pieces:
        yield {"type": "thinking_delta", "thinking": piece}, thought // len(pieces)
    yield {"type": "signature_delta", "signature": block["signature"]}, 0 if pieces else thought
