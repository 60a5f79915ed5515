"""What OpenAI sends, as far as triage reads it (API v1, streamed chat completions).

Source: the vendor's OpenAPI description 2.3.0, ``CreateChatCompletionStreamResponse``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ..wire import Wire

Count = Annotated[int, Field(ge=0, lt=2**53)]
FinishReason = Literal["stop", "length", "tool_calls", "content_filter", "function_call"]


class Delta(Wire):
    """The piece that a chunk adds to the message; the last one is empty."""

    content: str | None = None
    refusal: str | None = None


class Choice(Wire):
    """A piece of the only choice that we ask for."""

    index: Literal[0]
    delta: Delta
    finish_reason: FinishReason | None


class Usage(Wire):
    """Tokens that are paid for."""

    prompt_tokens: Count
    completion_tokens: Count
    total_tokens: Count


class Chunk(Wire):
    """One event of the stream; the one that carries ``usage`` has no choice."""

    id: Annotated[str, Field(min_length=1)]
    object: Literal["chat.completion.chunk"]
    model: Annotated[str, Field(min_length=1)]
    choices: Annotated[list[Choice], Field(max_length=1)]
    usage: Usage | None = None


class Failure(Wire):
    """What went wrong; ``type`` and ``code`` are open lists."""

    message: str
    type: str | None = None
    code: str | None = None
    param: str | None = None


class FailureAnswer(Wire):
    """The error envelope, as a body and as an event in the middle of a stream."""

    error: Failure
