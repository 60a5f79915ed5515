"""``bandwidth``."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from windtunnel.proxy.toxics.bandwidth import BandwidthAttributes

from ..piping import Pipe


def test_a_stream_takes_as_long_as_the_line_needs() -> None:
    """480 kB at 1000 KB/s are 480 ms, in whatever chunks they come."""
    pipe = Pipe("bandwidth", rate=1000)
    left = 480_000
    while left:
        size = min(left, 32_768)
        pipe.send(b"x" * size)
        left -= size
        while not pipe.stage.is_empty:
            pipe.clock.advance(0.001)
    assert pipe.out.times[-1] == pytest.approx(0.48, abs=0.02)
    assert len(pipe.out.data) == 480_000


def test_late_timers_do_not_add_up() -> None:
    """A clock that only looks every 7 ms loses less than that in all."""
    pipe = Pipe("bandwidth", rate=1000)
    for _ in range(2):
        pipe.send(b"x" * 10_000)
    for _ in range(30):
        pipe.clock.advance(0.007)
        if pipe.stage.has_room():
            pipe.send(b"x" * 10_000)
    assert len(pipe.out.data) == pytest.approx(210_000, abs=20_000)


def test_a_chunk_that_takes_long_leaves_in_pieces_of_100_ms() -> None:
    """10 kB at 20 KB/s."""
    pipe = Pipe("bandwidth", rate=20)
    pipe.send(b"x" * 5_000)
    pipe.clock.advance(1)
    assert [len(chunk) for chunk in pipe.out.chunks] == [2000, 2000, 1000]
    assert pipe.out.times == [0.1, 0.2, 0.25]


def test_an_idle_line_gives_no_credit() -> None:
    """After a pause a chunk takes as long as the first."""
    pipe = Pipe("bandwidth", rate=100)
    pipe.send(b"x" * 5_000)
    pipe.clock.advance(10)
    pipe.send(b"x" * 5_000)
    pipe.clock.advance(10)
    assert pipe.out.times == [0.05, 10.05]


def test_a_rate_of_nothing_holds_everything_back() -> None:
    """Until it is changed; then nothing is missing."""
    pipe = Pipe("bandwidth", rate=0)
    pipe.send(b"a")
    pipe.send(b"b")
    pipe.clock.advance(1000)
    assert pipe.out.chunks == []
    assert not pipe.stage.has_room()
    pipe.change(rate=1000)
    pipe.clock.advance(1)
    assert pipe.out.data == b"ab"


def test_removal_lets_the_rest_of_a_chunk_go() -> None:
    """What has left in pieces is not sent again."""
    pipe = Pipe("bandwidth", rate=20)
    pipe.send(bytes(range(250)) * 20)
    pipe.clock.advance(0.1)
    pipe.withdraw()
    assert pipe.out.data == bytes(range(250)) * 20


def test_a_negative_rate_is_refused() -> None:
    """It crashes the original server."""
    with pytest.raises(ValidationError):
        BandwidthAttributes(rate=-1)
