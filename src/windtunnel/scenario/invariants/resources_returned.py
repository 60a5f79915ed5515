"""I30 resources-returned.

When nothing is left to do, the subject holds no more tasks than after its start (``growth`` more are allowed, for
pools that fill when they are first used), and every request has been read to its end or closed; after it has
stopped, it has no task left. Exercised once per count, and so only in a virtual world, where tasks can be counted. A
subject that forgets what it started, or streams that it opened, fails when calls are cancelled, answers are cut, or
peers are slow.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from windtunnel.kernel.journal import Event

from ..history import History
from ..sights import RESOURCES
from ..verdict import Judgement, Violation
from .invariant import Invariant


class ResourcesReturned(Invariant):
    """What was borrowed is given back.

    Args:
        growth: so many more tasks than after the start are allowed.
    """

    id: ClassVar = "I30"
    name: ClassVar = "resources-returned"
    about: ClassVar = "after work nothing is held that was not held before, and after the end nothing at all"
    worlds: ClassVar = ("virtual",)  # a process does not tell its tasks
    growth: Annotated[int, Field(ge=0)] = 0

    def judge(self, history: History) -> Judgement:
        """Compare the counts."""
        counts = history.facts.get(RESOURCES, [])
        violations = [*self._kept(counts), *_left(counts)]
        if counts:
            violations += _open(history, counts[-1])
        return Judgement(sum(1 for count in counts if count.data["moment"] != "started"), tuple(violations))

    def _kept(self, counts: Sequence[Event]) -> Iterator[Violation]:
        before: Event | None = None
        for count in counts:
            if count.data["moment"] == "started":
                before = count
            elif count.data["moment"] == "quiet" and before is not None:
                held, more = _more(before, count)
                if held > self.growth:
                    message = f"{held} more tasks than after the start when all was done: {more}"
                    yield Violation(message, None, (before.sequence, count.sequence))


def _left(counts: Sequence[Event]) -> Iterator[Violation]:
    for count in counts:
        if count.data["moment"] == "stopped" and count.data["tasks"]:
            left = Counter(count.data["tasks"])
            message = f"{left.total()} tasks were left after the end: {_names(left)}"
            yield Violation(message, None, (count.sequence,))


def _open(history: History, last: Event) -> Iterator[Violation]:
    unended = [a for a in history.attempts if a.answer is None and a.sent.sequence < last.sequence]
    killed = history.deaths[-1] if history.deaths else float("-inf")
    held = [attempt for attempt in unended if attempt.start > killed]
    if held:
        message = f"{len(held)} requests were neither read to the end nor closed, the first to {held[0].role}"
        yield Violation(message, held[0].key, tuple(attempt.sent.sequence for attempt in held[:10]))


def _more(before: Event, after: Event) -> tuple[int, str]:
    was, now = Counter(before.data["tasks"]), Counter(after.data["tasks"])
    return max(0, now.total() - was.total()), _names(now - was)


def _names(tasks: Counter[str]) -> str:
    return ", ".join(f"{count} x {name}" for name, count in sorted(tasks.items()))
