"""Answers that come as event streams, as the HTML standard defines them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from itertools import pairwise

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.errors import ContractError, SystemUnavailable
from adapters.systems.event_stream import Event, EventDecoder, MalformedStream, read_into
from adapters.systems.wire import Place

PLACE = Place("abacus", "v1", "ask")


def decode(stream: bytes, cuts: list[int] | None = None) -> list[tuple[str, str]]:
    """Return names and data of a stream that arrives in pieces."""
    decoder = EventDecoder()
    edges = sorted({0, len(stream), *(cuts or [])})
    pieces = [stream[begin:end] for begin, end in pairwise(edges)]
    return [(event.name, event.data) for piece in pieces for event in decoder.feed(piece)]


@pytest.mark.parametrize(
    ("stream", "events"),
    [
        (b"event: a\ndata: x\n\n", [("a", "x")]),
        (b"data: x\nevent: a\n\n", [("a", "x")]),
        (b"data: x\n\n", [("message", "x")]),
        (b"event: a\nevent: b\ndata: x\n\n", [("b", "x")]),
        (b"event: a\n\ndata: x\n\n", [("message", "x")]),
        (b"event: a\ndata: x\n\ndata: y\n\n", [("a", "x"), ("message", "y")]),
        (b"event:a\ndata:x\ndata: y\n\n", [("a", "x\ny")]),
        (b": comment\nid: 1\nretry: 5\nevent: a\ndata: x\n\n", [("a", "x")]),
        (b"event: a\r\ndata: x\r\n\r\nevent: b\rdata: y\r\r", [("a", "x"), ("b", "y")]),
        (b"\xef\xbb\xbfevent: a\ndata: x\n\n", [("a", "x")]),
        (b"data: \xef\xbb\xbf\n\n", [("message", "\ufeff")]),
        (b"data\n\n", [("message", "")]),
        (b"data:  x\n\n", [("message", " x")]),
        (b"data: x: y\n\n", [("message", "x: y")]),
        (b": comment\n\ndata: x\n: comment\n\n", [("message", "x")]),
        (b"event: a\n\n", []),
        (b"\n\n\ndata: x\n\n\n\n", [("message", "x")]),
        (b"data: x\n\ndata: y", [("message", "x")]),
        (b"event: a\ndata: x\n", []),
        (b"eventx: a\ndatax: x\n\n", []),
        (b"", []),
        ("event: a\ndata: größe 🙂\n\n".encode(), [("a", "größe 🙂")]),
    ],
)
def test_a_stream_is_decoded_as_the_standard_says(stream: bytes, events: list[tuple[str, str]]) -> None:
    """Whole, and byte by byte."""
    assert decode(stream) == events
    assert decode(stream, list(range(len(stream)))) == events


LINES = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=20)


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.lists(LINES, min_size=1, max_size=3)), max_size=5),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.lists(st.integers(min_value=0, max_value=400), max_size=10),
)
def test_what_was_written_is_read_wherever_it_is_cut(
    events: list[tuple[str, list[str]]], end: str, cuts: list[int]
) -> None:
    """Any data, any line ending, any pieces."""
    text = "".join(
        f"event: {name}{end}" + "".join(f"data: {line}{end}" for line in lines) + end for name, lines in events
    )
    stream = text.encode()
    expected = [(name, "\n".join(lines)) for name, lines in events]
    assert decode(stream, [cut for cut in cuts if cut < len(stream)]) == expected


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(stream: bytes) -> None:
    """Nothing else leaves the decoder."""
    try:
        events = EventDecoder().feed(stream)
    except MalformedStream:
        return
    assert all(isinstance(event, Event) for event in events)


@pytest.mark.parametrize("stream", [b"\xff", b"data: \xe2\x28\xa1\n\n"])
def test_bytes_that_are_no_text_are_refused(stream: bytes) -> None:
    """They are not replaced by something that looks like text."""
    with pytest.raises(MalformedStream, match="UTF-8"):
        decode(stream)


@pytest.mark.parametrize("stream", [b"data: " + b"x" * 200, b"data: x\n" * 200, b": " + b"x" * 200])
def test_an_event_without_end_is_refused(stream: bytes) -> None:
    """Memory is bounded, whatever arrives."""
    decoder = EventDecoder(length_max=100)
    pieces = (stream[begin : begin + 10] for begin in range(0, len(stream), 10))
    with pytest.raises(MalformedStream, match="longer than 100"):
        assert [decoder.feed(piece) for piece in pieces] == []


def test_many_events_are_not_one_long_event() -> None:
    """The bound is for each."""
    decoder = EventDecoder(length_max=100)
    assert sum(len(decoder.feed(b"data: " + b"x" * 50 + b"\n\n")) for _ in range(100)) == 100


class Words:
    """An answer that ends with a full stop."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.ended = False

    @property
    def begun(self) -> bool:
        """Whether there is a word."""
        return bool(self.words)

    def add(self, event: Event) -> None:
        """Take a word."""
        self.words.append(event.data)
        self.ended = event.data == "."


def read(*pieces: bytes, media_type: str = "text/event-stream; charset=utf-8") -> list[str]:
    """Return the words of an answer that comes in pieces."""
    words = Words()

    async def body() -> AsyncIterator[bytes]:
        for piece in pieces:
            yield piece

    async def main() -> None:
        await read_into(words, httpx.Response(200, headers={"content-type": media_type}, content=body()), PLACE)

    asyncio.run(main())
    return words.words


def test_an_answer_is_read_as_far_as_its_last_event() -> None:
    """What is wrong behind it does not matter any more."""
    assert read(b"data: he", b"llo\n\ndata: .\n\n", b"\xff") == ["hello", "."]


@pytest.mark.parametrize(
    ("pieces", "media_type", "error", "message"),
    [
        ((b"{}",), "application/json", ContractError, "expected text/event-stream, got 'application/json'"),
        ((b"data: hello\n\n", b"\xff"), "text/event-stream", ContractError, "the stream is not UTF-8"),
        ((b": keep-alive\n\n",), "text/event-stream", SystemUnavailable, "ended before the answer began"),
    ],
)
def test_what_is_no_answer_is_told(
    pieces: tuple[bytes, ...], media_type: str, error: type[Exception], message: str
) -> None:
    """By its media type, its bytes, or its end."""
    with pytest.raises(error, match=message):
        read(*pieces, media_type=media_type)
