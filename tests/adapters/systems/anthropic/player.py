"""Plays Anthropic's streamed messages, by the vendor's description of streams."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from adapters.pipeline.classify import INSTRUCTIONS, Sorting, classification_form
from adapters.ports.ai import Question
from adapters.systems.anthropic.settings import AnthropicSettings
from tests.adapters.systems.vendor import Vendor

MODEL = "claude-haiku-4-5-20251001"
FORM = classification_form(("card_arrival", "refund"))
QUESTION: Question[Sorting] = Question("triage:35436:1", INSTRUCTIONS, "My card has not arrived.", FORM)
ANSWER = {"category": "card_arrival", "confidence": 0.93, "explanation": "The card is late: größer als erwartet 🙂."}
USAGE = {
    "input_tokens": 120,
    "output_tokens": 1,
    "cache_creation_input_tokens": 0,
    "cache_read_input_tokens": 0,
    "service_tier": "standard",
}

SETTINGS = AnthropicSettings.from_environment({"AI_API_KEY": "sk-ant-api03-key-value", "AI_MODEL": MODEL}, "ai")

Happening = Mapping[str, Any]


def start(**fields: object) -> dict[str, Any]:
    """Return the first event, with fields that nobody reads."""
    message: dict[str, Any] = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": MODEL,
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
        "usage": USAGE,
    }
    return {"type": "message_start", "message": message | fields}


def block(text: str, index: int = 0, piece: int = 12) -> list[dict[str, Any]]:
    """Return the events of a block of text."""
    pieces = [text[begin : begin + piece] for begin in range(0, len(text), piece)]
    return [
        {"type": "content_block_start", "index": index, "content_block": {"type": "text", "text": ""}},
        *(delta({"type": "text_delta", "text": each}, index) for each in pieces),
        {"type": "content_block_stop", "index": index},
    ]


def delta(content: Mapping[str, object], index: int = 0) -> dict[str, Any]:
    """Return an event by which a block grows."""
    return {"type": "content_block_delta", "index": index, "delta": dict(content)}


def end(stop_reason: str = "end_turn", **usage: object) -> list[dict[str, Any]]:
    """Return the last two events."""
    return [
        {
            "type": "message_delta",
            "delta": {"stop_reason": stop_reason, "stop_sequence": None},
            "usage": {"output_tokens": 30, **usage},
        },
        {"type": "message_stop"},
    ]


def happenings(text: str, stop_reason: str = "end_turn", piece: int = 12) -> list[dict[str, Any]]:
    """Return the events of a whole answer."""
    first, *rest = block(text, piece=piece)
    return [start(), first, {"type": "ping"}, *rest, *end(stop_reason)]


def sse(events: Sequence[Happening]) -> bytes:
    """Return events as they travel, named after their types."""
    return "".join(
        f"event: {event['type']}\ndata: {json.dumps(event, ensure_ascii=False)}\n\n" for event in events
    ).encode()


def streamed(body: bytes, status: int = 200) -> httpx.Response:
    """Return a streamed answer."""
    return httpx.Response(status, content=body, headers={"content-type": "text/event-stream; charset=utf-8"})


class FakeAnthropic(Vendor):
    """The service."""

    def __init__(self, events: Sequence[Happening] | None = None) -> None:
        super().__init__()
        self.events = happenings(json.dumps(ANSWER)) if events is None else events

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer every question alike."""
        assert request.url.path == "/v1/messages"
        return streamed(sse(self.events))

    def body(self) -> dict[str, Any]:
        """Return the body of the last request."""
        body: dict[str, Any] = json.loads(self.requests[-1].content)
        return body
