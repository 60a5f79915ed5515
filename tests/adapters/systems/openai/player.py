"""Plays OpenAI's streamed chat completions, by the vendor's description."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from adapters.pipeline.classify import INSTRUCTIONS, Sorting, classification_form
from adapters.ports.ai import Question
from adapters.systems.openai.settings import OpenAISettings
from tests.adapters.systems.vendor import Vendor

MODEL = "gpt-4o-mini-2024-07-18"
FORM = classification_form(("card_arrival", "refund"))
QUESTION: Question[Sorting] = Question("triage:35436:1", INSTRUCTIONS, "My card has not arrived.", FORM)
ANSWER = {"category": "card_arrival", "confidence": 0.93, "explanation": "The card is late: größer als erwartet 🙂."}
USAGE = {"prompt_tokens": 120, "completion_tokens": 30, "total_tokens": 150}

SETTINGS = OpenAISettings.from_environment({"AI_API_KEY": "sk-proj-api-key-value", "AI_MODEL": MODEL}, "ai")


def chunk(**fields: object) -> dict[str, Any]:
    """Return one chunk, with fields that nobody reads."""
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion.chunk",
        "created": 1760000000,
        "model": MODEL,
        "system_fingerprint": "fp_1",
        "choices": [],
        "usage": None,
    } | fields


def delta(content: Mapping[str, object], finish_reason: str | None = None) -> dict[str, Any]:
    """Return a chunk with a piece of the message."""
    choice = {"index": 0, "delta": dict(content), "logprobs": None, "finish_reason": finish_reason}
    return chunk(choices=[choice])


def chunks(text: str, finish_reason: str = "stop", piece: int = 12) -> list[dict[str, Any]]:
    """Return the chunks of a whole answer."""
    pieces = [text[start : start + piece] for start in range(0, len(text), piece)]
    return [
        delta({"role": "assistant", "content": "", "refusal": None}),
        *(delta({"content": each}) for each in pieces),
        delta({}, finish_reason),
        chunk(usage=USAGE | {"prompt_tokens_details": {"cached_tokens": 0}}),
    ]


def sse(events: Sequence[Mapping[str, object]], end: str = "data: [DONE]\n\n") -> bytes:
    """Return events as they travel."""
    return "".join(f"data: {json.dumps(event, ensure_ascii=False)}\n\n" for event in events).encode() + end.encode()


def streamed(body: bytes, status: int = 200) -> httpx.Response:
    """Return a streamed answer."""
    return httpx.Response(status, content=body, headers={"content-type": "text/event-stream; charset=utf-8"})


class FakeOpenAI(Vendor):
    """The service."""

    def __init__(self, events: Sequence[Mapping[str, object]] | None = None) -> None:
        super().__init__()
        self.events = chunks(json.dumps(ANSWER)) if events is None else events

    def answer(self, request: httpx.Request) -> httpx.Response:
        """Answer every question alike."""
        assert request.url.path == "/v1/chat/completions"
        return streamed(sse(self.events))

    def body(self) -> dict[str, Any]:
        """Return the body of the last request."""
        body: dict[str, Any] = json.loads(self.requests[-1].content)
        return body
