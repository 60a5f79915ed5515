"""``timeout``."""

from __future__ import annotations

from windtunnel.proxy.stage import Ending

from ..piping import Pipe


def test_a_silent_connection_is_cut() -> None:
    """Counted from the start."""
    pipe = Pipe("timeout", timeout=200)
    pipe.clock.advance(1)
    assert (pipe.out.ending, pipe.out.ended_at) == (Ending.CUT, 0.2)


def test_data_is_dropped_and_starts_the_count_anew() -> None:
    """It is an idle timeout."""
    pipe = Pipe("timeout", timeout=200)
    for _ in range(5):
        pipe.clock.advance(0.15)
        pipe.send(b"a")
    pipe.clock.advance(1)
    assert pipe.out.chunks == []
    assert pipe.out.ended_at == 0.95


def test_a_timeout_of_nothing_drops_for_ever() -> None:
    """Until the peer ends."""
    pipe = Pipe("timeout")
    pipe.send(b"a")
    pipe.clock.advance(1000)
    assert (pipe.out.chunks, pipe.out.ending) == ([], None)
    pipe.end()
    assert (pipe.out.chunks, pipe.out.ending) == ([], Ending.CLOSED)


def test_removal_cuts_what_was_struck_and_spares_what_was_not() -> None:
    """Bytes are missing from the one and not from the other."""
    struck, spared = Pipe("timeout"), Pipe("timeout", strikes=False, timeout=1)
    for pipe in (struck, spared):
        pipe.send(b"a")
        pipe.withdraw()
        pipe.clock.advance(1)
    assert (struck.out.data, struck.out.ending) == (b"", Ending.CUT)
    assert (spared.out.data, spared.out.ending) == (b"a", None)


def test_a_change_counts_anew() -> None:
    """With the new time."""
    pipe = Pipe("timeout", timeout=200)
    pipe.clock.advance(0.1)
    pipe.change(timeout=300)
    pipe.clock.advance(1)
    assert pipe.out.ended_at == 0.4


def test_a_chunk_that_is_spared_stops_the_count() -> None:
    """With dice that fall anew for each request."""
    pipe = Pipe("timeout", timeout=200)
    pipe.dice.struck = False
    pipe.send(b"a")
    pipe.clock.advance(1)
    assert (pipe.out.data, pipe.out.ending) == (b"a", None)
