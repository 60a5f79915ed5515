"""A response that was answered, taken apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from windtunnel.simulator.brain.misbehaving import Change
from windtunnel.simulator.brain.spoiling import Schema
from windtunnel.world.http import Request, Response

from .response_stream import chunks_of, error_frame
from .spoken import body_of, frames_of, with_body

if TYPE_CHECKING:
    from .system import OpenAI


class SpokenResponse:
    """A response.

    Args:
        system: the simulator.
        request: what was asked.
        response: what was answered.
    """

    def __init__(self, system: OpenAI, request: Request, response: Response) -> None:
        self._system = system
        self._body = body_of(request)
        self._streamed = response.chunks is not None
        self._record = frames_of(response)[-1]["response"] if self._streamed else response.json()

    @property
    def model(self) -> str:
        """The snapshot that answered."""
        return str(self._record["model"])

    @model.setter
    def model(self, name: str) -> None:
        self._record["model"] = name

    def rewrite(self, change: Change) -> None:
        """Change texts and arguments."""
        for part in self._text_parts():
            part |= {"text": change(part["text"], self._schema()), "logprobs": []}
        for item in self._record["output"]:
            if item["type"] == "function_call":
                item["arguments"] = change(item["arguments"], self._parameters(item["name"]))

    def refuse(self, text: str) -> None:
        """Put a refusal in place of message and calls."""
        output = [item for item in self._record["output"] if item["type"] == "reasoning"]
        others = [item for item in self._record["output"] if item["type"] != "reasoning"]
        if others:
            identifier = "msg_" + others[0]["id"].partition("_")[2]
            part = {"type": "refusal", "refusal": text}
            message = {"id": identifier, "type": "message", "status": "completed", "role": "assistant"}
            output.append({**message, "content": [part]})
        self._record["output"] = output

    def render(self, response: Response) -> Response:
        """Return the response, its tokens counted again."""
        self._recount()
        if not self._streamed:
            return with_body(response, self._record)
        padded = (self._body.get("stream_options") or {}).get("include_obfuscation", True)
        chunks = tuple(chunks_of(self._system, self._record, padded=padded))
        return Response(200, list(response.headers), b"", response.delay_seconds, chunks)

    def error_frame(self, number: int, message: str) -> bytes:
        """Return an event of type ``error``."""
        return error_frame(number, message, "server_error")

    def _recount(self) -> None:
        usage = self._record["usage"]
        if usage is None:
            return
        texts = [text for item in self._record["output"] for text in _texts(item)]
        written = usage["output_tokens_details"]["reasoning_tokens"]
        written += sum(self._system.counter.count(text) for text in texts)
        usage |= {"output_tokens": written, "total_tokens": usage["input_tokens"] + written}

    def _text_parts(self) -> Iterator[dict[str, Any]]:
        for item in self._record["output"]:
            if item["type"] == "message":
                yield from (part for part in item["content"] if part["type"] == "output_text")

    def _schema(self) -> Schema | None:
        wanted = (self._body.get("text") or {}).get("format") or {}
        return wanted.get("schema")

    def _parameters(self, name: str) -> Schema | None:
        tools = self._body.get("tools") or ()
        return next((tool.get("parameters") for tool in tools if tool["name"] == name), None)


def _texts(item: dict[str, Any]) -> list[str]:
    if item["type"] == "message":
        return [part.get("text") or part.get("refusal") or "" for part in item["content"]]
    return [item["arguments"]] if item["type"] == "function_call" else []
