"""Answers taken apart."""

from __future__ import annotations

from simulators.openai.spoken import body_of, frames_of, with_body
from windtunnel.world.http import Chunk, Request, Response


def test_the_frames_of_a_stream_are_read() -> None:
    """Event names, comments and the end are no data."""
    chunks = (Chunk(b'event: a\ndata: {"n":1}\n\n'), Chunk(b": alive\n\n"), Chunk(b'data: {"n":2}\n\ndata: [DONE]\n\n'))
    assert frames_of(Response(chunks=chunks)) == [{"n": 1}, {"n": 2}]


def test_headers_and_pause_survive_another_body() -> None:
    """Only the body changes."""
    changed = with_body(Response(200, [("x-a", "b")], b"{}", 1.5), {"n": 1})
    assert (changed.headers, changed.delay_seconds, changed.json()) == ([("x-a", "b")], 1.5, {"n": 1})


def test_a_body_that_is_no_object_says_nothing() -> None:
    """It never fails."""
    assert body_of(Request("POST", "/", body=b"{")) == body_of(Request("POST", "/", body=b"[1]")) == {}
