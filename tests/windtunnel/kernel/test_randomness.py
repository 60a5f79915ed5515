"""Randomness."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from windtunnel.kernel.randomness import Randomness, derive


@given(st.integers(), st.integers(0, 20))
def test_streams_do_not_influence_each_other(seed: int, drawn: int) -> None:
    """Drawing from one changes nothing in another."""
    alone, together = Randomness(seed), Randomness(seed)
    for _ in range(drawn):
        together.stream("other").random()
    assert alone.stream("this").random() == together.stream("this").random()


def test_names_and_seeds_make_different_streams() -> None:
    """Also where concatenation would make them equal."""
    draws = {
        derive(1, "a", "b"),
        derive(1, "ab"),
        derive(1, "a"),
        derive(2, "a", "b"),
        derive(1, "b", "a"),
    }
    assert len(draws) == 5


def test_numbers_are_the_same_on_every_python() -> None:
    """A fixed point: a change here changes every digest."""
    assert derive(7, "arrivals") == 1394518975406863070
    assert Randomness(7).stream("arrivals").random() == Randomness("7").stream("arrivals").random()


def test_a_snapshot_puts_every_stream_back() -> None:
    """Streams that were new since start over."""
    randomness = Randomness(1)
    randomness.stream("a").random()
    snapshot = randomness.snapshot()
    first = (randomness.stream("a").random(), randomness.stream("b").random())
    randomness.restore(snapshot)
    assert (randomness.stream("a").random(), randomness.stream("b").random()) == first


def test_branches_have_streams_of_their_own() -> None:
    """And the same branch is the same everywhere."""
    root = Randomness(1)
    assert root.branch("crm").stream("ids").random() != root.branch("chat").stream("ids").random()
    assert root.branch("crm").stream("ids").random() == Randomness(1).branch("crm").stream("ids").random()


def test_a_stream_that_somebody_holds_is_put_back_too() -> None:
    """Restoring starts it over in place, so that its holder and the next one to ask draw the same numbers."""
    randomness = Randomness(1)
    snapshot = randomness.snapshot()
    held = randomness.stream("late")
    first = held.random()
    randomness.restore(snapshot)
    assert randomness.stream("late") is held
    assert held.random() == first
