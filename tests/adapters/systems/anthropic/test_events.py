"""Decoding server-sent events with their names."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.systems.anthropic.events import Event, EventDecoder, MalformedStream


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
