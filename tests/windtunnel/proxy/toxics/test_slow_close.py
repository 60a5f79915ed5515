"""``slow_close``."""

from __future__ import annotations

from ..piping import Pipe


def test_data_passes_at_once_and_the_end_later() -> None:
    """By the delay."""
    pipe = Pipe("slow_close", delay=200)
    pipe.send(b"a")
    pipe.end()
    pipe.clock.advance(1)
    assert pipe.out.times == [0.0]
    assert pipe.out.ended_at == 0.2


def test_a_change_delays_the_end_anew() -> None:
    """Counted from the change."""
    pipe = Pipe("slow_close", delay=200)
    pipe.end()
    pipe.clock.advance(0.1)
    pipe.change(delay=300)
    pipe.clock.advance(1)
    assert pipe.out.ended_at == 0.4


def test_removal_lets_the_end_go() -> None:
    """At once."""
    pipe = Pipe("slow_close", delay=200)
    pipe.end()
    pipe.withdraw()
    assert pipe.out.ended_at == 0.0


def test_without_delay_or_luck_the_end_passes_at_once() -> None:
    """A delay of 0, and dice that do not strike."""
    for pipe in (Pipe("slow_close"), Pipe("slow_close", strikes=False, delay=200)):
        pipe.end()
        assert pipe.out.ended_at == 0.0
