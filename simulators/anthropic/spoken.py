"""A message that was answered, taken apart so that it can be changed and given again, in one piece or as a stream."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import orjson

from windtunnel.simulator.brain.misbehaving import Change
from windtunnel.simulator.brain.spoiling import Schema
from windtunnel.world.http import Request, Response

from .hints import heeded
from .message_stream import chunks_of
from .messages import REFUSAL_DETAILS, shown

if TYPE_CHECKING:
    from .system import Anthropic

GROWING = {
    "text_delta": ("text", "text"),
    "thinking_delta": ("thinking", "thinking"),
    "signature_delta": ("signature", "signature"),
    "input_json_delta": ("input", "partial_json"),
}
"""By the type of a delta: the member that grows, and the member that holds the piece."""


class Spoken:
    """A message.

    Args:
        system: the simulator.
        request: what was asked.
        response: what was answered.
    """

    def __init__(self, system: Anthropic, request: Request, response: Response) -> None:
        self._system = system
        self._body: dict[str, Any] = request.json()
        self._streamed = response.chunks is not None
        self._message = joined(events_of(response)) if self._streamed else _undecoded(response.json())

    @property
    def model(self) -> str:
        """The model that answered."""
        return str(self._message["model"])

    @model.setter
    def model(self, name: str) -> None:
        self._message["model"] = name

    def rewrite(self, change: Change) -> None:
        """Replace every text, and every input of a tool, by what ``change`` makes of it and of its schema."""
        for block in self._message["content"]:
            if block["type"] == "text":
                block["text"] = change(block["text"], self._schema())
            elif block["type"] == "tool_use":
                block["input"] = change(block["input"], self._parameters(block["name"]))
        self._message["content"] = [each for each in self._message["content"] if each.get("text") != ""]

    def refuse(self, text: str) -> None:
        """Turn the message into a refusal."""
        self._message["content"] = [{"type": "text", "text": text, "citations": None}]
        self._message |= {"stop_reason": "refusal", "stop_sequence": None, "stop_details": REFUSAL_DETAILS}

    def render(self, response: Response) -> Response:
        """Return the message in the form that ``response`` has, its tokens counted again."""
        self._recount()
        if self._streamed:
            return replace(response, chunks=tuple(chunks_of(self._system, self._message)))
        return replace(response, body=orjson.dumps(shown(self._message)))

    def _recount(self) -> None:
        usage = self._message["usage"]
        thought = usage.get("output_tokens_details", {}).get("thinking_tokens", 0)
        written = sum(self._system.counter.count(_written(block)) for block in self._message["content"])
        usage["output_tokens"] = thought + written

    def _schema(self) -> Schema | None:
        wanted = (self._body.get("output_config") or {}).get("format") or {}
        return heeded(orjson.dumps(wanted["schema"])) if wanted else None

    def _parameters(self, name: str) -> Schema | None:
        tools = self._body.get("tools") or ()
        schemas = (tool["input_schema"] for tool in tools if tool["name"] == name)
        return next((heeded(orjson.dumps(schema)) for schema in schemas), None)


def events_of(response: Response) -> list[dict[str, Any]]:
    """Return the events of a stream."""
    frames = response.whole_body().split(b"\n\n")
    return [orjson.loads(line[6:]) for each in frames for line in each.split(b"\n") if line.startswith(b"data: ")]


def joined(events: list[dict[str, Any]]) -> dict[str, Any]:
    """Return the message that the events of a stream make up; the input of tools is text."""
    message: dict[str, Any] = {}
    for event in events:
        kind = event["type"]
        if kind == "message_start":
            message = event["message"]
        elif kind == "content_block_start":
            message["content"].append(_begun(event["content_block"]))
        elif kind == "content_block_delta":
            name, piece = GROWING[event["delta"]["type"]]
            message["content"][event["index"]][name] += event["delta"][piece]
        elif kind == "message_delta":
            message |= event["delta"]
            message["usage"] |= event["usage"]
    return message


def _begun(block: dict[str, Any]) -> dict[str, Any]:
    return {**block, "input": ""} if block["type"] == "tool_use" else block


def _undecoded(message: dict[str, Any]) -> dict[str, Any]:
    blocks = [
        {**block, "input": orjson.dumps(block["input"]).decode()} if block["type"] == "tool_use" else block
        for block in message["content"]
    ]
    return {**message, "content": blocks}


def _written(block: Mapping[str, Any]) -> str:
    return str(block["input"] if block["type"] == "tool_use" else block.get("text") or "")
