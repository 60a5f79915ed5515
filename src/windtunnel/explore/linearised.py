"""Whether what concurrent clients saw of one object can be explained by some order of their calls, one after the other.

The search of Wing and Gong ("Testing and Verifying Concurrent Objects", 1993) with Lowe's memory of configurations that
lead nowhere ("Testing for Linearizability", 2017). There is no library for it in Python that one could depend on.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

State = TypeVar("State", bound=Hashable)


@dataclass(frozen=True)
class Called:
    """One call of the object.

    Args:
        client: who called.
        name: what was called.
        given: with what.
        begun: when, on the world's clock.
        ended: when its answer came; ``None`` when nobody knows whether it happened, as after a lost answer.
        answer: what it was told; nothing counts for a call without an end.
    """

    client: str
    name: str
    given: Any
    begun: float
    ended: float | None
    answer: Any = None

    def __str__(self) -> str:
        told = "nobody knows" if self.ended is None else repr(self.answer)
        return f"{self.client}: {self.name}({self.given!r}) -> {told}"


class Model(Protocol[State]):
    """What the object does when its calls come one after the other. States are hashable, and never changed."""

    def initial(self) -> State:
        """Return the state before the first call."""
        ...

    def step(self, state: State, call: Called) -> Iterable[State]:
        """Return the states that ``call`` can lead to from ``state`` with its answer; none when it cannot answer so.

        The answer of a call without an end is not looked at: whatever it could have done is possible.
        """
        ...


@dataclass(frozen=True)
class Linearisation:
    """How far a history can be explained.

    Args:
        order: the calls in an order that explains their answers; the longest that was found, when not all can be.
        unexplained: calls that have ended, and that can stand at no place behind ``order``.
    """

    order: Sequence[Called]
    unexplained: Sequence[Called]

    @property
    def holds(self) -> bool:
        """Whether the history is linearizable."""
        return not self.unexplained

    def __str__(self) -> str:
        explained = "\n".join(f"  {call}" for call in self.order)
        left = "\n".join(f"  {call}" for call in self.unexplained)
        return f"explained, in this order:\n{explained}\nnot explained:\n{left}"


def linearise(history: Sequence[Called], model: Model[State]) -> Linearisation:
    """Look for an order of the calls that explains every answer, and in which no call comes before one that had ended.

    Takes time that grows with how many calls are open at once, not with how long the history is; a dozen clients are
    fine.

    Args:
        history: the calls, in any order.
        model: the object.
    """
    return _Search(sorted(history, key=lambda call: call.begun), model).run()


class _Search(Generic[State]):
    """A depth-first search that goes back where no call can be next."""

    def __init__(self, calls: Sequence[Called], model: Model[State]) -> None:
        self._calls = calls
        self._model = model
        self._ends = [math.inf if call.ended is None else call.ended for call in calls]
        self._wanted = sum(1 << index for index, call in enumerate(calls) if call.ended is not None)
        self._tried: set[tuple[int, State]] = set()
        self._longest: tuple[int, ...] = ()

    def run(self) -> Linearisation:
        """Return the whole order, or the longest one."""
        paths: list[tuple[int, State, tuple[int, ...]]] = [(0, self._model.initial(), ())]
        while paths:
            done, state, order = paths.pop()
            if self._explained(done) > self._explained(_bits(self._longest)):
                self._longest = order
            if done & self._wanted == self._wanted:
                return Linearisation([self._calls[index] for index in order], ())
            paths += [(after, following, (*order, index)) for after, following, index in self._next(done, state)]
        known = set(self._longest)
        unexplained = [call for index, call in enumerate(self._calls) if index not in known and call.ended is not None]
        return Linearisation([self._calls[index] for index in self._longest], unexplained)

    def _next(self, done: int, state: State) -> list[tuple[int, State, int]]:
        """Return every call that can be next, with what it leads to, where that was not tried before."""
        found: list[tuple[int, State, int]] = []
        open_calls = [index for index in range(len(self._calls)) if not done >> index & 1]
        first_end = min(self._ends[index] for index in open_calls)
        for index in reversed(open_calls):
            if self._calls[index].begun > first_end:
                continue
            for following in self._model.step(state, self._calls[index]):
                reached = (done | 1 << index, following)
                if reached not in self._tried:
                    self._tried.add(reached)
                    found.append((*reached, index))
        return found

    def _explained(self, done: int) -> int:
        return (done & self._wanted).bit_count()


def _bits(order: Iterable[int]) -> int:
    return sum(1 << index for index in order)
