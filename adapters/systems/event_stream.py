"""Answers that come as server-sent events, decoded piece by piece as they arrive.

Source: the HTML standard, "Server-sent events", parsing an event stream. An event is complete at the empty line that
ends it; what stands after the last empty line is no event, which is how a cut stream is told from a whole one.
"""

from __future__ import annotations

import codecs
from typing import NamedTuple, Protocol

import httpx

from ..errors import SystemUnavailable
from ..outbound.streams import EVENT_STREAM
from .wire import Place

EVENT_LENGTH_MAX = 65_536


class MalformedStream(ValueError):
    """The bytes are no event stream."""


class Event(NamedTuple):
    """One event; an event without a name is called ``message``, as the standard has it."""

    name: str
    data: str


class EventDecoder:
    """Turns pieces of an event stream, cut anywhere, into its events.

    Comments are skipped, ``data`` lines of one event are joined by line feeds, fields other than ``data`` and ``event``
    are ignored; lines end in LF, CR LF or CR.

    Args:
        length_max: characters of one event, lines not yet complete included.
    """

    def __init__(self, length_max: int = EVENT_LENGTH_MAX) -> None:
        self._length_max = length_max
        self._text = codecs.getincrementaldecoder("utf-8-sig")()
        self._after_return = False
        self._line = ""
        self._name = ""
        self._data: list[str] = []

    def feed(self, piece: bytes) -> list[Event]:
        """Return the events that ``piece`` completes.

        Raises:
            MalformedStream: no UTF-8, or an event longer than allowed.
        """
        events: list[Event] = []
        for line in self._lines(self._decode(piece)):
            self._take(line, events)
        if len(self._line) + sum(map(len, self._data)) > self._length_max:
            raise MalformedStream(f"an event is longer than {self._length_max} characters")
        return events

    def _decode(self, piece: bytes) -> str:
        try:
            return self._text.decode(piece)
        except UnicodeDecodeError:
            raise MalformedStream("the stream is not UTF-8") from None

    def _lines(self, text: str) -> list[str]:
        """Return the lines that ``text`` completes; a CR at its end may be the first half of a CR LF."""
        if not text:
            return []
        if self._after_return and text.startswith("\n"):
            text = text[1:]
        self._after_return = text.endswith("\r") if text else False
        *lines, self._line = (self._line + text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
        return lines

    def _take(self, line: str, events: list[Event]) -> None:
        if not line:
            if self._data:
                events.append(Event(self._name or "message", "\n".join(self._data)))
            self._name, self._data = "", []
            return
        field, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if field == "data":
            self._data.append(value)
        elif field == "event":
            self._name = value


class Assembly(Protocol):
    """What an answer is put together by, event by event."""

    ended: bool
    """Whether the last event has come."""

    @property
    def begun(self) -> bool:
        """Whether any content has come."""
        ...

    def add(self, event: Event) -> None:
        """Take one event."""
        ...


async def read_into(assembly: Assembly, response: httpx.Response, place: Place) -> None:
    """Read an answer as far as its last event.

    Raises:
        ContractError: it is no event stream, or what ``assembly`` says of an event.
        SystemUnavailable: it ended before the answer began.
    """
    media_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != EVENT_STREAM:
        raise place.broken(f"expected {EVENT_STREAM}, got {media_type!r}")
    decoder = EventDecoder()
    async for piece in response.aiter_bytes():
        if assembly.ended:
            break  # after the last event only the end of the body is waited for
        for event in events_in(piece, decoder, place):
            assembly.add(event)
    if not assembly.begun:
        raise SystemUnavailable(f"{place.operation}: the stream ended before the answer began", system=place.system)


def events_in(piece: bytes, decoder: EventDecoder, place: Place) -> list[Event]:
    """Return the events that a piece of an answer completes.

    Raises:
        ContractError: it is no event stream.
    """
    try:
        return decoder.feed(piece)
    except MalformedStream as error:
        message = str(error)
    raise place.broken(message)
