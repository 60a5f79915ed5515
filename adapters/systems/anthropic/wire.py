"""What Anthropic sends, as far as triage reads it (API version 2026-10-21, streamed messages).

Source: Streaming messages, and the vendor's own client, types ``RawMessageStreamEvent`` and ``ErrorResponse``.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ..wire import Wire

Count = Annotated[int, Field(ge=0, lt=2**53)]
Index = Annotated[int, Field(ge=0)]
StopReason = Literal[
    "end_turn",
    "max_tokens",
    "stop_sequence",
    "tool_use",
    "pause_turn",
    "refusal",
    "model_context_window_exceeded",
]


class Usage(Wire):
    """Tokens that are paid for; what is read from or written to the cache is not among ``input_tokens``."""

    input_tokens: Count
    output_tokens: Count
    cache_creation_input_tokens: Count | None = None
    cache_read_input_tokens: Count | None = None

    @property
    def prompt_tokens(self) -> int:
        """All tokens of the input."""
        return self.input_tokens + (self.cache_creation_input_tokens or 0) + (self.cache_read_input_tokens or 0)


class FinalUsage(Wire):
    """What ``message_delta`` tells: cumulative, and of the input only when it has changed."""

    output_tokens: Count
    input_tokens: Count | None = None
    cache_creation_input_tokens: Count | None = None
    cache_read_input_tokens: Count | None = None


class Begun(Wire):
    """The message as it begins, empty."""

    id: Annotated[str, Field(min_length=1)]
    model: Annotated[str, Field(min_length=1)]
    usage: Usage


class MessageStart(Wire):
    """The first event."""

    type: Literal["message_start"]
    message: Begun


class Block(Wire):
    """What kind of block begins; an open list."""

    type: str


class BlockStart(Wire):
    """A block begins."""

    type: Literal["content_block_start"]
    index: Index
    content_block: Block


class BlockDelta(Wire):
    """A piece of a block; ``text`` where it is text."""

    type: str
    text: str | None = None


class BlockGrows(Wire):
    """A block grows."""

    type: Literal["content_block_delta"]
    index: Index
    delta: BlockDelta


class BlockStop(Wire):
    """A block is whole."""

    type: Literal["content_block_stop"]
    index: Index


class StopDetails(Wire):
    """Why a model refuses; an open list."""

    category: str | None = None


class Ending(Wire):
    """Why the message ends."""

    stop_reason: StopReason
    stop_details: StopDetails | None = None


class MessageDelta(Wire):
    """The message as it ends."""

    type: Literal["message_delta"]
    delta: Ending
    usage: FinalUsage


class MessageStop(Wire):
    """The last event."""

    type: Literal["message_stop"]


class Details(Wire):
    """What exactly went wrong, where the vendor says so; an open list."""

    error_code: str | None = None


class Failure(Wire):
    """What went wrong; ``type`` is an open list."""

    type: str
    message: str
    details: Details | None = None

    @property
    def code(self) -> str:
        """The code, or else the type."""
        return (self.details.error_code if self.details else None) or self.type


class FailureAnswer(Wire):
    """The error envelope, as a body and as an event in the middle of a stream."""

    type: Literal["error"]
    error: Failure
