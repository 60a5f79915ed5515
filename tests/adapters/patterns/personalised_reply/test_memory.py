"""What is remembered has an age, and an end."""

from __future__ import annotations

from adapters.patterns.personalised_reply.memory import Memo, Memory
from tests.adapters.inbound.virtual_time import SteppedClock


def test_a_value_is_found_with_its_age_until_it_is_too_old() -> None:
    """The age that is asked for counts, to the second."""
    clock = SteppedClock()
    memory: Memory[str] = Memory(clock, 10)
    memory.keep("a", "first")
    clock.advance(60.0)
    assert memory.find("a", 60.0) == Memo("first", 60.0)
    assert memory.find("a", 59.0) is None
    assert memory.find("b", 60.0) is None


def test_a_new_value_is_new() -> None:
    """Keeping it again begins its age anew."""
    clock = SteppedClock()
    memory: Memory[str] = Memory(clock, 10)
    memory.keep("a", "first")
    clock.advance(60.0)
    memory.keep("a", "second")
    assert memory.find("a", 0.0) == Memo("second", 0.0)
    assert len(memory) == 1


def test_the_least_recently_used_is_forgotten_first() -> None:
    """Looking at it counts as using it."""
    memory: Memory[int] = Memory(SteppedClock(), 2)
    memory.keep("a", 1)
    memory.keep("b", 2)
    assert memory.find("a", 1.0) is not None
    memory.keep("c", 3)
    assert [memory.find(key, 1.0) is not None for key in "abc"] == [True, False, True]
