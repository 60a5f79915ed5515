"""I15 breaker-closes.

Once the last fault has ended, a role that was being left alone is tried again by at most ``probes`` requests at
once, and answers successfully within ``recovery_seconds``, provided that there is work for it: events that arrived
later, or that were unfinished when the fault ended. Exercised once per role that had been failing. A breaker that
never closes, or that lets the whole backlog through as its probe, fails.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import inf, nextafter
from typing import Annotated, ClassVar

from pydantic import Field

from ..history import Attempt, History, most_at_once
from ..verdict import Judgement, Violation
from .invariant import Invariant


class BreakerCloses(Invariant):
    """A system that is well again is used again.

    Args:
        failures: consecutive failures that count as an outage.
        probes: requests that may be in flight before the first success.
        recovery_seconds: how long after the last fault a success must come at the latest.
        except_roles: roles without a breaker.
    """

    id: ClassVar = "I15"
    name: ClassVar = "breaker-closes"
    about: ClassVar = "a system that is well again is probed gently and used again in time"
    failures: Annotated[int, Field(ge=1)] = 10
    probes: Annotated[int, Field(ge=1)] = 1
    recovery_seconds: float = 900.0
    except_roles: tuple[str, ...] = ()

    def judge(self, history: History) -> Judgement:
        """Look at what happened after the outage."""
        exercised, violations = 0, []
        for role, attempts in history.attempts_by_role.items():
            heal = history.settings.heals.get(role)
            if role in self.except_roles or heal is None or not self._was_out(attempts, heal):
                continue
            if not _has_work(history, heal):
                continue
            exercised += 1
            violations += self._judge_recovery(role, [a for a in attempts if a.start >= heal], heal)
        return Judgement(exercised, tuple(violations))

    def _was_out(self, attempts: list[Attempt], heal: float) -> bool:
        consecutive = longest = 0
        for attempt in attempts:
            if attempt.start < heal:
                consecutive = consecutive + 1 if attempt.failed else 0
                longest = max(longest, consecutive)
        return longest >= self.failures

    def _judge_recovery(self, role: str, after: list[Attempt], heal: float) -> list[Violation]:
        success = min((a.end for a in after if a.end is not None and not a.failed), default=None)
        if success is None or success > heal + self.recovery_seconds:
            when = "never" if success is None else f"{success - heal:.0f} s after the fault had ended"
            return [Violation(f"{role} was well again and was {when} used with success")]
        probing = [attempt for attempt in after if attempt.start < success]
        at_once = most_at_once(_moments(probing))
        if at_once > self.probes:
            sequences = tuple(attempt.sent.sequence for attempt in probing)
            return [Violation(f"{role} was probed by {at_once} requests at once", None, sequences)]
        return []


def _has_work(history: History, heal: float) -> bool:
    if any(arrival.at > heal for arrival in history.arrivals.values()):
        return True
    return any(accepted.at <= heal and _unfinished_at(history, key, heal) for key, accepted in history.accepted.items())


def _unfinished_at(history: History, key: str, moment: float) -> bool:
    finished = [history.outcomes.get((name, key)) for name in history.settings.required]
    return not all(effects and effects[0].at <= moment for effects in finished)


def _moments(attempts: list[Attempt]) -> Iterator[tuple[float, int]]:
    for attempt in attempts:
        yield attempt.start, 1
        if attempt.end is not None:
            yield max(attempt.end, nextafter(attempt.start, inf)), -1
