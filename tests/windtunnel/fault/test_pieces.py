"""Bodies in pieces."""

from __future__ import annotations

from itertools import cycle

from windtunnel.fault.pieces import in_pieces
from windtunnel.world.http import Response


def test_pieces_make_the_whole_and_come_in_time() -> None:
    """The last one is what is left."""
    sliced = in_pieces(Response(200, [], b"abcdefgh"), cycle((3, 2)), 0.5)
    assert sliced.chunks is not None
    assert [(chunk.data, chunk.delay_seconds) for chunk in sliced.chunks] == [
        (b"abc", 0.5),
        (b"de", 0.5),
        (b"fgh", 0.5),
    ]
    assert sliced.whole_body() == b"abcdefgh"


def test_a_size_of_nothing_still_gets_on() -> None:
    """One byte at least."""
    assert in_pieces(Response(200, [], b"ab"), cycle((0,)), 0.0).chunks is not None
