"""I09 deadline-respected.

No attempt lasts longer than the deadline of its role (plus ``tolerance_seconds``), and of a burst of attempts for
one operation none starts later than the deadline after the first. A pause longer than the deadline begins a new
burst, and so does the death of the subject: that is a redelivery. Exercised once per burst. A missing timeout fails
when answers are slow or silent.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar

from pydantic import Field

from ..history import Attempt, History
from ..verdict import Judgement, Violation
from .invariant import Invariant


class DeadlineRespected(Invariant):
    """Calls end in time.

    Args:
        seconds: deadline by role.
        default_seconds: deadline of roles that are not named.
        tolerance_seconds: how much later the end may be noticed.
    """

    id: ClassVar = "I09"
    name: ClassVar = "deadline-respected"
    about: ClassVar = "no call outlives its deadline, and none starts with its budget spent"
    seconds: Mapping[str, float] = Field(default_factory=dict)
    default_seconds: float = 60.0
    tolerance_seconds: float = 0.5

    def judge(self, history: History) -> Judgement:
        """Look for calls that outlive their deadline."""
        violations, bursts = [], 0
        for attempts in history.repetitions:
            role, operation, key = attempts[0].role, attempts[0].operation, attempts[0].key
            deadline = self.seconds.get(role, self.default_seconds)
            for burst in _bursts(attempts, deadline, history.deaths):
                bursts += 1
                duration = _duration(burst)
                if duration > deadline + self.tolerance_seconds + history.settings.skew_seconds:
                    message = f"{role} {operation} took {duration:.1f} s; its deadline is {deadline:g} s"
                    violations.append(Violation(message, key, tuple(attempt.sent.sequence for attempt in burst)))
        return Judgement(bursts, tuple(violations))


def _bursts(attempts: list[Attempt], deadline: float, deaths: Sequence[float]) -> Iterator[list[Attempt]]:
    burst: list[Attempt] = []
    for attempt in attempts:
        if burst and _is_redelivery(burst[-1], attempt, deadline, deaths):
            yield burst
            burst = []
        if burst and attempt.start - burst[0].start > deadline:
            yield burst
            burst = []
        burst.append(attempt)
    if burst:
        yield burst


def _is_redelivery(before: Attempt, attempt: Attempt, deadline: float, deaths: Sequence[float]) -> bool:
    if bisect_left(deaths, before.start) < bisect_right(deaths, attempt.start):
        return True
    return attempt.start - (before.end or before.start) > deadline


def _duration(burst: list[Attempt]) -> float:
    ended = [attempt.end for attempt in burst if attempt.end is not None]
    return max(ended) - burst[0].start if len(ended) == len(burst) else float("inf")
