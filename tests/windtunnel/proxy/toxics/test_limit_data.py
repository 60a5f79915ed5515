"""``limit_data``."""

from __future__ import annotations

import pytest

from windtunnel.proxy.stage import Ending

from ..piping import Pipe


@pytest.mark.parametrize(
    ("limit", "chunks", "passed"),
    [
        (5, [b"abcde"], b"abcde"),
        (5, [b"abc", b"defg"], b"abcde"),
        (5, [b"abcdefgh"], b"abcde"),
        (1, [b"a"], b"a"),
        (0, [b"a"], b""),
        (-3, [b"a"], b""),
    ],
)
def test_it_cuts_at_the_byte(limit: int, chunks: list[bytes], passed: bytes) -> None:
    """In whatever chunks the bytes come."""
    pipe = Pipe("limit_data", bytes=limit)
    for chunk in chunks:
        pipe.send(chunk)
    assert (pipe.out.data, pipe.out.ending) == (passed, Ending.CUT)


def test_fewer_bytes_pass_untouched() -> None:
    """And the end is the peer's own."""
    pipe = Pipe("limit_data", bytes=5)
    pipe.send(b"abcd")
    assert (pipe.out.data, pipe.out.ending) == (b"abcd", None)
    pipe.end()
    assert (pipe.out.data, pipe.out.ending) == (b"abcd", Ending.CLOSED)


def test_what_has_passed_counts_after_a_change() -> None:
    """A limit that has been passed already cuts on the next data."""
    pipe = Pipe("limit_data", bytes=100)
    pipe.send(b"x" * 60)
    pipe.change(bytes=50)
    assert (pipe.out.data, pipe.out.ending) == (b"x" * 60, None)
    pipe.send(b"y")
    assert (pipe.out.data, pipe.out.ending) == (b"x" * 60, Ending.CUT)
