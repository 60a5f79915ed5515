"""``reset_peer``."""

from __future__ import annotations

import pytest

from windtunnel.proxy.stage import Ending

from ..piping import Pipe


def test_the_first_data_starts_the_count() -> None:
    """Nothing happens before; that data is lost."""
    pipe = Pipe("reset_peer", timeout=200)
    pipe.clock.advance(5)
    pipe.send(b"a")
    pipe.send(b"b")
    pipe.clock.advance(1)
    assert (pipe.out.chunks, pipe.out.ending, pipe.out.ended_at) == ([], Ending.RESET, 5.2)


def test_the_end_starts_it_too() -> None:
    """A connection without data is reset in place of being closed."""
    pipe = Pipe("reset_peer", timeout=200)
    pipe.end()
    pipe.clock.advance(1)
    assert (pipe.out.ending, pipe.out.ended_at) == (Ending.RESET, 0.2)


def test_without_a_time_it_resets_at_once() -> None:
    """On the first data."""
    pipe = Pipe("reset_peer")
    pipe.send(b"a")
    assert (pipe.out.ending, pipe.out.ended_at) == (Ending.RESET, 0.0)


def test_removal_calls_it_off() -> None:
    """The data that started the count passes."""
    pipe = Pipe("reset_peer", timeout=200)
    pipe.send(b"a")
    pipe.send(b"b")
    assert pipe.withdraw() == [b"a", b"b"]
    pipe.clock.advance(1)
    assert pipe.out.ending is None


@pytest.mark.parametrize("ending", [Ending.CLOSED, Ending.CUT])
def test_dice_that_do_not_strike_leave_the_end_as_it_is(ending: Ending) -> None:
    """No trace of a reset."""
    pipe = Pipe("reset_peer", strikes=False)
    pipe.send(b"a")
    pipe.end(ending)
    assert (pipe.out.data, pipe.out.ending) == (b"a", ending)
