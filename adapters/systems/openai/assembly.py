"""Puts a streamed completion together, and tells a whole one from a cut one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ...canonical.text import whole
from ...errors import QualityError
from ...json_values import decoded
from ..event_stream import Event
from ..wire import Place, read
from .refusals import failure_in_stream
from .wire import Chunk, Usage

END = "[DONE]"

UNUSABLE: Mapping[str, str] = {
    "length": "the answer was truncated at the token limit",
    "tool_calls": "the model calls a tool, and none was offered",
    "function_call": "the model calls a function, and none was offered",
}
"""What a ``finish_reason`` other than ``stop`` means to us."""


@dataclass(frozen=True, slots=True)
class Completion:
    """A whole completion: the text, the model that wrote it and what it used."""

    text: str
    model: str
    usage: Usage


class Assembly:
    """Takes the events of one stream in their order.

    Args:
        place: where the stream comes from.
    """

    def __init__(self, place: Place) -> None:
        self._place = place
        self._text = ""
        self._refusal = ""
        self._first: Chunk | None = None
        self._finish_reason: str | None = None
        self._usage: Usage | None = None
        self.ended = False

    @property
    def begun(self) -> bool:
        """Whether any content has arrived."""
        return bool(self._text or self._refusal or self._finish_reason)

    def add(self, event: Event) -> None:
        """Take one event; what comes after the end mark is not looked at.

        Raises:
            ContractError: it is no chunk of this stream.
            IntegrationError: it is an error; its type decides which.
        """
        if self.ended or event.data == END:
            self.ended = True
            return
        body = self._decoded(event.data)
        if isinstance(body, dict) and body.get("error") is not None:
            raise failure_in_stream(body, self._place)
        self._take(read(Chunk, body, self._place))

    def complete(self) -> Completion:
        """Return the completion, when it is whole.

        Raises:
            ContractError: the stream was cut, ran into the token limit, or miscounts its tokens.
            QualityError: the model refused, or a filter stopped it.
        """
        if not self.ended or self._finish_reason is None or self._first is None:
            raise self._place.broken("the stream was truncated")
        self._check_finish(self._finish_reason)
        if self._usage is None:
            raise self._place.broken("the stream was truncated before its usage", "usage")
        _check_usage(self._usage, self._place)
        return Completion(whole(self._text), self._first.model, self._usage)

    def _decoded(self, data: str) -> object:
        try:
            return decoded(data)
        except (ValueError, RecursionError):
            raise self._place.broken("an event is not JSON") from None

    def _take(self, chunk: Chunk) -> None:
        self._first = self._first or chunk
        for field, value, first in (
            ("id", chunk.id, self._first.id),
            ("model", chunk.model, self._first.model),
        ):
            if value != first:
                raise self._place.broken("changes in the middle of the stream", field)
        for choice in chunk.choices:
            if self._finish_reason is not None:
                raise self._place.broken("goes on after its finish_reason", "choices.0")
            self._text += choice.delta.content or ""
            self._refusal += choice.delta.refusal or ""
            self._finish_reason = choice.finish_reason
        self._usage = chunk.usage or self._usage

    def _check_finish(self, reason: str) -> None:
        if reason in UNUSABLE:
            raise self._place.broken(UNUSABLE[reason], "choices.0.finish_reason")
        if reason == "content_filter":
            raise QualityError("a content filter stopped the answer", gate=reason, system=self._place.system)
        if self._refusal:
            raise QualityError("the model refused to answer", gate="refusal", system=self._place.system)


def _check_usage(usage: Usage, place: Place) -> None:
    if usage.prompt_tokens + usage.completion_tokens != usage.total_tokens:
        raise place.broken("is not the sum of prompt_tokens and completion_tokens", "usage.total_tokens")
