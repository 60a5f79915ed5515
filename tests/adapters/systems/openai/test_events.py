"""Event streams, as the HTML standard defines them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.systems.openai.events import EventDecoder, MalformedStream


def decode(stream: bytes, cuts: list[int] | None = None) -> list[str]:
    """Return the data of all events of ``stream``, fed in pieces that end at ``cuts``."""
    edges = sorted({0, len(stream), *(cuts or ())})
    decoder = EventDecoder()
    pieces = (stream[start:end] for start, end in pairwise(edges))
    return [event for piece in pieces for event in decoder.feed(piece)]


@pytest.mark.parametrize(
    ("stream", "events"),
    [
        (b"data: a\n\n", ["a"]),
        (b"data:a\n\n", ["a"]),
        (b"data:  a\n\n", [" a"]),
        (b"data: a\ndata: b\n\n", ["a\nb"]),
        (b"data\n\n", [""]),
        (b"data: a: b\n\n", ["a: b"]),
        (b": comment\n\ndata: a\n: comment\n\n", ["a"]),
        (b"event: x\nid: 1\nretry: 5\ndata: a\n\n", ["a"]),
        (b"event: x\n\n", []),
        (b"data: a\r\n\r\ndata: b\r\r", ["a", "b"]),
        (b"\xef\xbb\xbfdata: a\n\n", ["a"]),
        (b"data: \xef\xbb\xbf\n\n", ["\ufeff"]),
        (b"\n\n\ndata: a\n\n\n\n", ["a"]),
        (b"data: a\n\ndata: b", ["a"]),
        (b"data: a\n", []),
        (b"datax: a\n\n", []),
        (b"", []),
        ("data: gr\u00f6\u00dfe \U0001f642\n\n".encode(), ["gr\u00f6\u00dfe \U0001f642"]),
    ],
)
def test_a_stream_is_decoded_as_the_standard_says(stream: bytes, events: list[str]) -> None:
    """Whole, and byte by byte."""
    assert decode(stream) == events
    assert decode(stream, list(range(len(stream)))) == events


LINES = st.text(st.characters(codec="utf-8", exclude_characters="\r\n"), max_size=20)


@given(
    st.lists(st.lists(LINES, min_size=1, max_size=3), max_size=5),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.lists(st.integers(min_value=0, max_value=400), max_size=10),
)
def test_what_was_written_is_read_wherever_it_is_cut(events: list[list[str]], end: str, cuts: list[int]) -> None:
    """Any data, any line ending, any pieces."""
    text = "".join("".join(f"data: {line}{end}" for line in lines) + f": note{end}{end}" for lines in events)
    stream = text.encode()
    assert decode(stream, [cut for cut in cuts if cut < len(stream)]) == ["\n".join(lines) for lines in events]


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(stream: bytes) -> None:
    """Nothing else leaves the decoder."""
    try:
        events = decode(stream)
    except MalformedStream:
        return
    assert all(isinstance(event, str) for event in events)


@pytest.mark.parametrize("stream", [b"\xff", b"data: \xe2\x28\xa1\n\n"])
def test_bytes_that_are_no_text_are_refused(stream: bytes) -> None:
    """They are not replaced by something that looks like text."""
    with pytest.raises(MalformedStream, match="UTF-8"):
        decode(stream)


@pytest.mark.parametrize("stream", [b"data: " + b"x" * 200, b"data: x\n" * 200, b": " + b"x" * 200])
def test_an_event_without_end_is_refused(stream: bytes) -> None:
    """Memory is bounded, whatever arrives."""
    decoder = EventDecoder(length_max=100)
    pieces = (stream[start : start + 10] for start in range(0, len(stream), 10))
    with pytest.raises(MalformedStream, match="longer than 100"):
        assert [decoder.feed(piece) for piece in pieces] == []


def test_many_events_are_not_one_long_event() -> None:
    """The bound is for each."""
    decoder = EventDecoder(length_max=100)
    assert sum(len(decoder.feed(b"data: " + b"x" * 50 + b"\n\n")) for _ in range(100)) == 100
