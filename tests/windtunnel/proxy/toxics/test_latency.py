"""``latency``."""

from __future__ import annotations

from ..piping import Pipe


def test_each_chunk_waits_from_when_it_was_received() -> None:
    """Two chunks 30 ms apart stay 30 ms apart."""
    pipe = Pipe("latency", latency=100)
    pipe.send(b"a")
    pipe.clock.advance(0.03)
    pipe.send(b"b")
    pipe.clock.advance(1)
    assert pipe.out.times == [0.1, 0.13]


def test_many_chunks_are_under_way_at_once() -> None:
    """The buffer holds 1024, so the bandwidth stays."""
    pipe = Pipe("latency", latency=100)
    for number in range(1000):
        assert pipe.stage.has_room()
        pipe.send(b"%d" % number)
    pipe.clock.advance(0.1)
    assert pipe.out.times == [0.1] * 1000


def test_jitter_spreads_around_the_latency_and_keeps_the_order() -> None:
    """A chunk never overtakes the one before it."""
    pipe = Pipe("latency", latency=100, jitter=50)
    for number in range(50):
        pipe.send(b"%02d" % number)
        pipe.clock.advance(1)
    delays = [time - index for index, time in enumerate(pipe.out.times)]
    assert 0.05 <= min(delays) < 0.07
    assert 0.13 < max(delays) <= 0.15
    assert pipe.out.data == b"".join(b"%02d" % number for number in range(50))


def test_the_seed_repeats_the_jitter() -> None:
    """The same seed the same delays, another one others."""

    def delays(seed: int) -> list[float]:
        pipe = Pipe("latency", latency=100, jitter=50, seed=seed)
        for _ in range(5):
            pipe.send(b"a")
            pipe.clock.advance(1)
        return pipe.out.times

    assert delays(1) == delays(1) != delays(2)


def test_the_end_waits_for_the_data_alone() -> None:
    """It comes right after the last chunk."""
    pipe = Pipe("latency", latency=100)
    pipe.send(b"a")
    pipe.end()
    pipe.clock.advance(1)
    assert pipe.out.ended_at == 0.1


def test_a_chunk_that_has_waited_long_enough_elsewhere_passes_at_once() -> None:
    """The time in other queues counts."""
    pipe = Pipe("latency", latency=100)
    pipe.out.room = 0
    pipe.send(b"a")
    pipe.send(b"b")
    pipe.clock.advance(5)
    pipe.out.room = 9
    pipe.stage.pump()
    assert pipe.out.times == [5.0, 5.0]


def test_a_change_lets_go_what_is_held() -> None:
    """The head at once, the rest by the new latency."""
    pipe = Pipe("latency", latency=10_000)
    pipe.send(b"a")
    pipe.send(b"b")
    pipe.clock.advance(0.1)
    pipe.change(latency=200)
    pipe.clock.advance(1)
    assert pipe.out.times == [0.1, 0.2]


def test_removal_lets_everything_go() -> None:
    """At once, in order."""
    pipe = Pipe("latency", latency=10_000)
    for data in (b"a", b"b", b"c"):
        pipe.send(data)
    assert pipe.withdraw() == [b"a", b"b", b"c"]


def test_negative_values_count_as_zero() -> None:
    """Toxiproxy takes them too."""
    pipe = Pipe("latency", latency=-5, jitter=-5)
    pipe.send(b"a")
    assert pipe.out.times == [0.0]
