"""I19 poison-isolation.

An event that fails for good, while others pass, is set aside: a key whose every request for an operation failed (5xx
or lost, at least ``attempts`` of them) and had no outcome as its effect, nor came to one later without it, while that
operation succeeds for other keys, ends in the dead letters or is rejected with a reason, after at most ``receives``
rounds of attempts; and other events that were accepted while it was tried finish within ``delay_seconds``. An outage,
in which most requests of other keys fail too, makes no poison. Exercised once per such event. A consumer that works
strictly in order is blocked by one poison message.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Annotated, ClassVar

from pydantic import Field

from ..history import Attempt, History, group
from ..verdict import Judgement, Violation
from .invariant import Invariant


class PoisonIsolation(Invariant):
    """One bad event harms itself alone.

    Args:
        attempts: so many failures make an event poisonous.
        receives: rounds of attempts before it must be given up; a pause longer than ``round_seconds`` ends a round.
        round_seconds: see there.
        delay_seconds: how long other events may take meanwhile, from their acceptance.
        except_roles: roles that are not judged.
    """

    id: ClassVar = "I19"
    name: ClassVar = "poison-isolation"
    about: ClassVar = "an event that can never succeed is set aside, and holds no other up"
    attempts: Annotated[int, Field(ge=2)] = 3
    receives: Annotated[int, Field(ge=1)] = 20
    round_seconds: Annotated[float, Field(gt=0)] = 20.0
    delay_seconds: Annotated[float, Field(gt=0)] = 600.0
    except_roles: tuple[str, ...] = ()

    def judge(self, history: History) -> Judgement:
        """Find the poison, and look at what it did."""
        poisons = list(self._poisons(history))
        violations = [violation for poison in poisons for violation in self._fate(history, poison)]
        violations += self._held_up(history, poisons)
        return Judgement(len(poisons), tuple(violations))

    def _poisons(self, history: History) -> Iterator[list[Attempt]]:
        keyed = [a for a in history.attempts if a.key is not None and a.role not in self.except_roles]
        for attempts in group(keyed, lambda attempt: (attempt.role, attempt.operation)).values():
            passing = {attempt.key for attempt in attempts if not attempt.failed}
            if len(passing) < self.attempts:
                continue
            others = [attempt for attempt in attempts if attempt.key in passing]
            failures = [attempt.start for attempt in others if attempt.failed]
            successes = [attempt.start for attempt in others if not attempt.failed]
            for key, tries in group((a for a in attempts if a.key not in passing), lambda a: a.key).items():
                if len(tries) < self.attempts or history.has_required_outcomes(key) or _came_through(history, tries):
                    continue
                if _within(failures, tries) <= _within(successes, tries):
                    yield tries

    def _fate(self, history: History, tries: Sequence[Attempt]) -> Iterator[Violation]:
        first = tries[0]
        key = first.key or ""
        evidence = tuple(attempt.sent.sequence for attempt in tries)
        if not history.explained(key):
            what = f"{key} always fails at {first.role} {first.operation}"
            yield Violation(f"{what} and was never given up", key, evidence)
        rounds = 1 + sum(
            later.start - (before.end or before.start) > self.round_seconds for before, later in pairwise(tries)
        )
        if rounds > self.receives:
            yield Violation(f"{key} was tried in {rounds} rounds (at most {self.receives})", key, evidence)

    def _held_up(self, history: History, poisons: Sequence[Sequence[Attempt]]) -> Iterator[Violation]:
        if not poisons:
            return
        bad = {tries[0].key for tries in poisons}
        since, until = min(tries[0].start for tries in poisons), max(tries[-1].start for tries in poisons)
        late = _late(history, since, until, self.delay_seconds)
        for key, seconds in late.items():
            if key not in bad:
                yield Violation(f"{key} took {seconds:.0f} s while a poison message was tried", key)


def _came_through(history: History, tries: Sequence[Attempt]) -> bool:
    """Tell whether one of the requests led to an outcome, although its answer was lost, or something else did later.

    What every event needs, such as a list of channels, another one may have fetched meanwhile.
    """
    outcomes = history.outcomes_by_key.get(tries[0].key or "", ())
    effects = {event.attempt for event in outcomes}
    later = any(event.at > tries[-1].start for event in outcomes)
    return later or any(attempt.sent.attempt in effects for attempt in tries)


def _within(moments: Sequence[float], tries: Sequence[Attempt]) -> int:
    """Count the moments, ascending, from the first to the last try."""
    return bisect_right(moments, tries[-1].start) - bisect_right(moments, tries[0].start)


def _late(history: History, since: float, until: float, limit_seconds: float) -> Mapping[str, float]:
    taken = {
        key: history.ends[key] - event.at
        for key, event in history.accepted.items()
        if since <= event.at <= until and key in history.ends
    }
    return {key: seconds for key, seconds in taken.items() if seconds > limit_seconds}
