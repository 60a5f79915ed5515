"""Puts a streamed message together, and tells a whole one from a cut one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ...canonical.text import whole
from ...errors import QualityError
from ...json_values import decoded
from ..event_stream import Event
from ..wire import Place, read
from .refusals import failure_in_stream
from .wire import (
    Begun,
    BlockGrows,
    BlockStart,
    BlockStop,
    Ending,
    MessageDelta,
    MessageStart,
    MessageStop,
    Usage,
)

TEXT = "text"
UNUSABLE: Mapping[str, str] = {
    "max_tokens": "the answer was truncated at the token limit",
    "model_context_window_exceeded": "the answer was truncated at the end of the context",
    "pause_turn": "the model paused, and no tool of the vendor's was offered",
    "stop_sequence": "the answer was cut at a stop sequence, and none was given",
    "tool_use": "the model calls a tool, and none was offered",
}
"""What a ``stop_reason`` other than ``end_turn`` and ``refusal`` means to us."""


@dataclass(frozen=True, slots=True)
class Message:
    """A whole message: the text, the model that wrote it and what it used."""

    text: str
    model: str
    usage: Usage


class Assembly:
    """Takes the events of one stream in their order; events of unknown names are part of the protocol.

    Args:
        place: where the stream comes from.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._text = ""
        self._message: Begun | None = None
        self._open: tuple[int, str] | None = None
        self._blocks = 0
        self._ending: Ending | None = None
        self._usage: Usage | None = None
        self.ended = False

    @property
    def begun(self) -> bool:
        """Whether any content has arrived, or the end."""
        return bool(self._text or self._ending)

    def add(self, event: Event) -> None:
        """Take one event; what comes after the last one is not looked at.

        Raises:
            ContractError: it does not belong here.
            IntegrationError: it is an error; its type decides which.
        """
        take = TAKEN.get(event.name)
        if self.ended or take is None:
            return
        take(self, self._decoded(event.data))

    def complete(self) -> Message:
        """Return the message, when it is whole.

        Raises:
            ContractError: the stream was cut, or the answer is not one that was asked for.
            QualityError: the model refused.
        """
        if not self.ended or self._ending is None or self._message is None or self._usage is None:
            raise self._place.broken("the stream was truncated")
        reason = self._ending.stop_reason
        if reason in UNUSABLE:
            raise self._place.broken(UNUSABLE[reason], "delta.stop_reason")
        if reason == "refusal":
            raise QualityError("the model refused to answer", gate="refusal", system=self._place.system)
        return Message(whole(self._text), self._message.model, self._usage)

    def _decoded(self, data: str) -> object:
        try:
            return decoded(data)
        except (ValueError, RecursionError):
            raise self._place.broken("an event is not JSON") from None

    def _start(self, body: object) -> None:
        event = read(MessageStart, body, self._place)
        if self._message is not None:
            raise self._place.broken("begins twice", "message")
        self._message, self._usage = event.message, event.message.usage

    def _start_block(self, body: object) -> None:
        event = read(BlockStart, body, self._place)
        self._check_order(event.index == self._blocks and self._open is None, "content_block_start")
        self._open = (event.index, event.content_block.type)
        self._blocks += 1

    def _grow_block(self, body: object) -> None:
        event = read(BlockGrows, body, self._place)
        index, kind = self._open or (-1, "")
        self._check_order(event.index == index, "content_block_delta")
        if kind == TEXT:
            if event.delta.text is None:
                raise self._place.broken("a block of text grows by something else", "delta.text")
            self._text += event.delta.text

    def _stop_block(self, body: object) -> None:
        event = read(BlockStop, body, self._place)
        self._check_order(self._open is not None and event.index == self._open[0], "content_block_stop")
        self._open = None

    def _end(self, body: object) -> None:
        event = read(MessageDelta, body, self._place)
        self._check_order(self._open is None, "message_delta")
        assert self._usage is not None
        self._usage = self._usage.model_copy(update=event.usage.model_dump(exclude_none=True))
        self._ending = event.delta

    def _stop(self, body: object) -> None:
        read(MessageStop, body, self._place)
        self._check_order(self._ending is not None, "message_stop")
        self.ended = True

    def _fail(self, body: object) -> None:
        raise failure_in_stream(body, self._place)  # type: ignore[arg-type]  # decoded JSON

    def _check_order(self, fits: bool, name: str) -> None:
        if self._message is None or not fits or (self._ending is not None and name != "message_stop"):
            raise self._place.broken(f"{name} comes out of order", "index")


TAKEN: Mapping[str, Callable[[Assembly, object], None]] = {
    "message_start": Assembly._start,
    "content_block_start": Assembly._start_block,
    "content_block_delta": Assembly._grow_block,
    "content_block_stop": Assembly._stop_block,
    "message_delta": Assembly._end,
    "message_stop": Assembly._stop,
    "error": Assembly._fail,
}
"""What is done with an event, by its name."""
