"""Server-sent events, decoded piece by piece as they arrive.

Source: the HTML standard, "Server-sent events", parsing an event stream. An event is complete at the empty
line that ends it; what stands after the last empty line is no event, which is how a cut stream is told from a
whole one.
"""

from __future__ import annotations

import codecs

EVENT_LENGTH_MAX = 65_536


class MalformedStream(ValueError):
    """The bytes are no event stream."""


class EventDecoder:
    """Turns pieces of an event stream, cut anywhere, into the data of its events.

    Comments are skipped, ``data`` lines of one event are joined by line feeds, other fields are ignored;
    lines end in LF, CR LF or CR.

    Args:
        length_max: characters of one event, lines not yet complete included.
    """

    def __init__(self, length_max: int = EVENT_LENGTH_MAX) -> None:
        self._length_max = length_max
        self._text = codecs.getincrementaldecoder("utf-8")()
        self._started = False
        self._after_return = False
        self._line = ""
        self._data: list[str] = []

    def feed(self, piece: bytes) -> list[str]:
        """Return the data of the events that ``piece`` completes.

        Raises:
            MalformedStream: no UTF-8, or an event longer than allowed.
        """
        events: list[str] = []
        for line in self._lines(self._decode(piece)):
            self._take(line, events)
        if len(self._line) + sum(map(len, self._data)) > self._length_max:
            raise MalformedStream(f"an event is longer than {self._length_max} characters")
        return events

    def _decode(self, piece: bytes) -> str:
        try:
            text = self._text.decode(piece)
        except UnicodeDecodeError:
            raise MalformedStream("the stream is not UTF-8") from None
        if text and not self._started:
            self._started = True
            return text.removeprefix("\ufeff")
        return text

    def _lines(self, text: str) -> list[str]:
        if self._after_return and text:
            text = text.removeprefix("\n")  # the second half of a CR LF that was cut in two
            self._after_return = False
        self._after_return = self._after_return or text.endswith("\r")
        *lines, self._line = (self._line + text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
        return lines

    def _take(self, line: str, events: list[str]) -> None:
        if not line:
            if self._data:
                events.append("\n".join(self._data))
            self._data = []
            return
        name, _, value = line.partition(":")
        if name == "data":
            self._data.append(value.removeprefix(" "))
