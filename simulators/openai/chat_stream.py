"""The stream of a chat completion: ``data:`` frames without event names, ended by ``[DONE]``."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

import orjson

from windtunnel.world.http import Chunk, Response

if TYPE_CHECKING:
    from .system import OpenAI

STREAM_HEADERS = (
    ("Content-Type", "text/event-stream; charset=utf-8"),
    ("Cache-Control", "no-cache"),
)
TOKENS_PER_FRAME = 16
DONE = b"data: [DONE]\n\n"
SHARED = ("id", "created", "model", "service_tier", "system_fingerprint")
FIRST_DELTA = {"role": "assistant", "content": "", "refusal": None}
PADDING = "kZ3vQ8rT1yWm6Xn0Lp5Jd9Hs2Gf7Bc4AeRuKiOxVzEqYtUwPaSdFgHjKlMnBvC"
PADDED_LENGTH = 24
Delta = tuple[dict[str, Any], dict[str, Any] | None, str | None, int]
"""What a frame adds, its log probabilities, the finish reason, and how many tokens it is."""


def stream_response(system: OpenAI, completion: Mapping[str, Any], options: Mapping[str, Any]) -> Response:
    """Return ``completion`` as a stream.

    Args:
        system: the simulator; its pace decides the pauses.
        completion: the whole of it, as an answer in one piece would be.
        options: the caller's ``stream_options``.
    """
    thought = completion["usage"]["completion_tokens_details"]["reasoning_tokens"]
    response = Response(200, list(STREAM_HEADERS), chunks=tuple(chunks_of(system, completion, options)))
    response.delay_seconds = system.pace.first_token(thought)
    return response


def chunks_of(system: OpenAI, completion: Mapping[str, Any], options: Mapping[str, Any]) -> Iterator[Chunk]:
    """Yield the frames of a stream, each with the pause before it."""
    padded = options.get("include_obfuscation", True)
    with_usage = bool(options.get("include_usage"))
    frames = _Frames(completion, with_usage)
    of_token = system.pace.of_tokens(1)
    for choice in completion["choices"]:
        for delta, told, finish, tokens in _deltas(system, choice):
            shown = {"index": choice["index"], "delta": delta, "logprobs": told, "finish_reason": finish}
            yield Chunk(frames.frame(shown, padded and finish is None), of_token * tokens)
    if with_usage:
        yield Chunk(frames.usage())
    yield Chunk(DONE)


class _Frames:
    """Writes frames that share most of their members."""

    def __init__(self, completion: Mapping[str, Any], with_usage: bool) -> None:
        shared = {name: completion[name] for name in SHARED if name in completion}
        head = orjson.dumps({"id": shared.pop("id"), "object": "chat.completion.chunk", **shared})
        self._head = b"data: " + head[:-1] + b',"choices":['
        self._tail = b'],"usage":null' if with_usage else b"]"
        self._usage = completion["usage"]
        self._count = 0

    def frame(self, choice: Mapping[str, Any], padded: bool) -> bytes:
        shown = orjson.dumps(choice)
        noise = b',"obfuscation":"' + self._noise(len(shown)) + b'"' if padded else b""
        return self._head + shown + self._tail + noise + b"}\n\n"

    def usage(self) -> bytes:
        return self._head + b'],"usage":' + orjson.dumps(self._usage) + b"}\n\n"

    def _noise(self, length: int) -> bytes:
        self._count += 1
        start = self._count * 7 % (len(PADDING) - PADDED_LENGTH)
        return PADDING[start : start + PADDED_LENGTH - length % PADDED_LENGTH].encode()


def _deltas(system: OpenAI, choice: Mapping[str, Any]) -> Iterator[Delta]:
    message = choice["message"]
    if message.get("tool_calls"):
        yield {**FIRST_DELTA, "content": None}, None, None, 0
        yield from _tool_deltas(system, message["tool_calls"])
    else:
        yield FIRST_DELTA, None, None, 0
        yield from _text_deltas(system, message, choice["logprobs"])
    yield {}, None, choice["finish_reason"], 0


def _text_deltas(system: OpenAI, message: Mapping[str, Any], logprobs: Mapping[str, Any] | None) -> Iterator[Delta]:
    name = "content" if message["content"] is not None else "refusal"
    told = (logprobs or {}).get(name)
    pieces = system.counter.pieces(message[name] or "", TOKENS_PER_FRAME)
    for number, piece in enumerate(pieces):
        entries = None
        if told is not None:
            start = number * TOKENS_PER_FRAME
            entries = {"content": None, "refusal": None, name: told[start : start + TOKENS_PER_FRAME]}
        yield {name: piece}, entries, None, system.counter.count(piece)


def _tool_deltas(system: OpenAI, calls: list[Mapping[str, Any]]) -> Iterator[Delta]:
    for index, each in enumerate(calls):
        function = {"name": each["function"]["name"], "arguments": ""}
        opened = {"index": index, "id": each["id"], "type": "function", "function": function}
        yield {"tool_calls": [opened]}, None, None, 0
        for piece in system.counter.pieces(each["function"]["arguments"], TOKENS_PER_FRAME):
            added = {"index": index, "function": {"arguments": piece}}
            yield {"tool_calls": [added]}, None, None, system.counter.count(piece)
