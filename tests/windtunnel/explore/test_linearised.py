"""Whether histories of concurrent calls can be explained."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from windtunnel.explore.linearised import Called, linearise


class Register:
    """A number that is read, written, and exchanged where it is still what somebody saw."""

    def initial(self) -> int:
        """Nothing was written."""
        return 0

    def step(self, state: int, call: Called) -> Iterator[int]:
        """What each call leads to."""
        if call.name == "read":
            if call.ended is None or call.answer == state:
                yield state
        elif call.name == "write":
            yield call.given
        else:
            seen, new = call.given
            if call.ended is None or call.answer == (seen == state):
                yield new if seen == state else state


def called(name: str, begun: float, ended: float | None, given: Any = None, answer: Any = None) -> Called:
    """A call by somebody."""
    return Called(f"client-{begun:g}", name, given, begun, ended, answer)


def holds(*history: Called) -> bool:
    """Whether a history of the register can be explained."""
    return linearise(history, Register()).holds


def test_calls_at_the_same_time_happen_in_some_order() -> None:
    """A read beside a write sees the old number or the new one."""
    write = called("write", 0, 10, 7)
    assert holds(write, called("read", 1, 2, answer=0), called("read", 3, 4, answer=7))
    assert holds(write, called("read", 1, 2, answer=7), called("read", 3, 4, answer=7))


def test_what_was_seen_once_stays_seen() -> None:
    """A read that comes after another one cannot see less: a replica that is behind is found."""
    stale = [called("write", 0, 10, 7), called("read", 1, 2, answer=7), called("read", 3, 4, answer=0)]
    found = linearise(stale, Register())
    assert not found.holds
    assert [call.begun for call in found.unexplained] == [3]
    assert "not explained:\n  client-3: read(None) -> 0" in str(found)


def test_a_call_that_had_ended_comes_first() -> None:
    """Its effect is there for everybody."""
    assert not holds(called("write", 0, 1, 7), called("read", 2, 3, answer=0))


def test_a_lost_update_is_found() -> None:
    """Two clients are both told that their exchange for the same number was done."""
    first = called("exchange", 0, 5, (0, 1), answer=True)
    second = called("exchange", 1, 6, (0, 2), answer=True)
    assert not holds(first, second)
    assert holds(first, called("exchange", 1, 6, (0, 2), answer=False))


def test_a_lost_answer_may_have_happened_or_not() -> None:
    """Now, later, or never; but once."""
    lost = called("write", 0, None, 7)
    assert holds(lost, called("read", 5, 6, answer=0))
    assert holds(lost, called("read", 5, 6, answer=0), called("read", 8, 9, answer=7))
    assert not holds(lost, called("read", 5, 6, answer=7), called("read", 8, 9, answer=0))


def test_many_lost_answers_are_searched_in_reasonable_time() -> None:
    """Configurations that lead nowhere are remembered: without that, this would not end."""
    lost = [called("write", index / 100, None, index % 3) for index in range(12)]
    assert not holds(*lost, called("read", 5, 6, answer=99))


CALLS = st.tuples(st.sampled_from(["read", "write", "exchange"]), st.integers(0, 2), st.integers(0, 2))


@settings(max_examples=100, deadline=None, database=None)
@given(st.lists(st.tuples(CALLS, st.floats(0, 3), st.floats(0, 3), st.booleans()), max_size=9))
def test_whatever_an_object_does_in_one_order_can_be_explained(
    drawn: list[tuple[tuple[str, int, int], float, float, bool]],
) -> None:
    """Calls take effect at one moment between their begin and their end, however these overlap."""
    register, state, history = Register(), 0, []
    for moment, ((name, one, other), before, after, lost) in enumerate(drawn):
        given = {"read": None, "write": one, "exchange": (one, other)}[name]
        answer = {"read": state, "write": None, "exchange": state == one}[name]
        call = called(name, moment - before, moment + after, given, answer)
        (state,) = register.step(state, call)
        history.append(call if not lost else called(name, moment - before, None, given))
    assert linearise(history, register).holds
