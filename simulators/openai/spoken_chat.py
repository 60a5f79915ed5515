"""A chat completion that was answered, taken apart."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson

from windtunnel.simulator.brain.misbehaving import Change
from windtunnel.simulator.brain.spoiling import Schema
from windtunnel.world.http import Request, Response

from .chat_stream import chunks_of
from .spoken import body_of, frames_of, with_body

if TYPE_CHECKING:
    from .system import OpenAI


class SpokenChat:
    """A chat completion.

    Args:
        system: the simulator.
        request: what was asked.
        response: what was answered.
    """

    def __init__(self, system: OpenAI, request: Request, response: Response) -> None:
        self._system = system
        self._body = body_of(request)
        self._streamed = response.chunks is not None
        self._completion = joined(frames_of(response)) if self._streamed else response.json()

    @property
    def model(self) -> str:
        """The snapshot that answered."""
        return str(self._completion["model"])

    @model.setter
    def model(self, name: str) -> None:
        self._completion["model"] = name

    def rewrite(self, change: Change) -> None:
        """Change contents and arguments."""
        for choice in self._completion["choices"]:
            message = choice["message"]
            if message["content"] is not None:
                message["content"] = change(message["content"], self._schema())
            for each in message.get("tool_calls") or ():
                function = each["function"]
                function["arguments"] = change(function["arguments"], self._parameters(function["name"]))
            choice["logprobs"] = None

    def refuse(self, text: str) -> None:
        """Put a refusal in place of every content."""
        for choice in self._completion["choices"]:
            choice["message"] = {"role": "assistant", "content": None, "refusal": text, "annotations": []}
            choice |= {"finish_reason": "stop", "logprobs": None}

    def render(self, response: Response) -> Response:
        """Return the completion, its tokens counted again."""
        self._recount()
        if not self._streamed:
            return with_body(response, self._completion)
        options = self._body.get("stream_options") or {}
        chunks = tuple(chunks_of(self._system, self._completion, options))
        return Response(200, list(response.headers), b"", response.delay_seconds, chunks)

    def error_frame(self, number: int, message: str) -> bytes:
        """Return a frame with an error in the usual envelope."""
        error = {"message": message, "type": "server_error", "param": None, "code": None}
        return b"data: " + orjson.dumps({"error": error}) + b"\n\n"

    def _recount(self) -> None:
        usage = self._completion["usage"]
        if usage is None:
            return
        thought = usage["completion_tokens_details"]["reasoning_tokens"]
        texts = [text for choice in self._completion["choices"] for text in _texts(choice["message"])]
        written = thought + sum(self._system.counter.count(text) for text in texts)
        usage |= {"completion_tokens": written, "total_tokens": usage["prompt_tokens"] + written}

    def _schema(self) -> Schema | None:
        wanted = self._body.get("response_format") or {}
        return (wanted.get("json_schema") or {}).get("schema")

    def _parameters(self, name: str) -> Schema | None:
        functions = [tool["function"] for tool in self._body.get("tools") or ()]
        return next((each.get("parameters") for each in functions if each["name"] == name), None)


def joined(frames: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the completion that the frames of a stream make up."""
    completion = {**frames[0], "object": "chat.completion", "usage": None}
    completion.pop("obfuscation", None)
    choices: dict[int, dict[str, Any]] = {}
    for frame in frames:
        completion["usage"] = frame.get("usage") or completion["usage"]
        for piece in frame["choices"]:
            _add(choices.setdefault(piece["index"], _empty_choice(piece["index"])), piece)
    completion["choices"] = list(choices.values())
    return completion


def _empty_choice(index: int) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": None, "refusal": None, "annotations": []}
    return {"index": index, "message": message, "logprobs": None, "finish_reason": None}


def _add(choice: dict[str, Any], piece: Mapping[str, Any]) -> None:
    message, delta = choice["message"], piece["delta"]
    for name in ("content", "refusal"):
        if delta.get(name) is not None:
            message[name] = (message[name] or "") + delta[name]
    if message["refusal"]:
        message["content"] = None
    for each in delta.get("tool_calls", ()):
        _add_call(message.setdefault("tool_calls", []), each)
    choice["finish_reason"] = piece["finish_reason"] or choice["finish_reason"]


def _add_call(calls: list[dict[str, Any]], piece: Mapping[str, Any]) -> None:
    if "id" in piece:
        calls.append({"id": piece["id"], "type": "function", "function": dict(piece["function"])})
    else:
        calls[piece["index"]]["function"]["arguments"] += piece["function"]["arguments"]


def _texts(message: Mapping[str, Any]) -> list[str]:
    calls = [each["function"]["arguments"] for each in message.get("tool_calls") or ()]
    return [message["content"] or message["refusal"] or "", *calls]
