"""I33 cancellation.

When a caller has gone (it waited no longer) and nobody asks for the same event again, work that is
paid for stops: no request to one of ``roles`` for its key is sent later than ``grace_seconds`` afterwards, and none
that is under way then is waited for. It may be completed instead, if that is of use: all required outcomes in systems
exist in the end. Exercised once per caller who left while such a request was under way, or before one was sent. A
subject that detaches its work from the call fails when callers are impatient.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from windtunnel.fault.kill_subject import SUBJECT
from windtunnel.kernel.journal import Event, Kind

from ..history import Attempt, History, group
from ..verdict import Judgement, Violation
from .invariant import Invariant

LEFT = frozenset({"timeout"})
"""Ends of a call by which the caller has gone."""


class Cancellation(Invariant):
    """Nobody works for nobody.

    Args:
        roles: roles whose requests cost something.
        grace_seconds: how long stopping may take.
    """

    id: ClassVar = "I33"
    name: ClassVar = "cancellation"
    about: ClassVar = "when the caller has gone, paid work stops or is completed to some use"
    roles: tuple[str, ...] = ("ai",)
    grace_seconds: Annotated[float, Field(ge=0)] = 1.0

    def judge(self, history: History) -> Judgement:
        """Look at what went on after callers had gone."""
        begun = _begun(history)
        exercised = 0
        violations: list[Violation] = []
        for key, calls in history.calls.items():
            paid = [attempt for attempt in history.attempts_by_key.get(key, ()) if attempt.role in self.roles]
            for left, returns in _departures(calls, begun.get(key, [])):
                exercised += any(attempt.end is None or attempt.end >= left for attempt in paid)
                if not _of_use(history, key):
                    violations += self._orphans(paid, left, returns)
        return Judgement(exercised, tuple(violations))

    def _orphans(self, paid: Sequence[Attempt], left: float, returns: float) -> Iterator[Violation]:
        limit = left + self.grace_seconds
        for attempt in paid:
            if limit < attempt.start < returns:
                message = f"{attempt.role} was asked {attempt.start - left:.1f} s after the caller had gone"
                yield Violation(message, attempt.key, (attempt.sent.sequence,))
            elif attempt.start <= limit < min(attempt.end or float("inf"), returns):
                message = f"an answer of {attempt.role} was waited for after the caller had gone"
                yield Violation(message, attempt.key, (attempt.sent.sequence,))


def _begun(history: History) -> Mapping[str, list[float]]:
    """Return, by key, when calls of the subject began."""
    started = (e for e in history.of(Kind.DELIVERY) if not e.data.get("ended") and e.key is not None)
    groups = group(started, lambda event: event.key)
    return {key: [event.at for event in events] for key, events in groups.items()}


def _departures(calls: Sequence[Event], begun: Sequence[float]) -> Iterator[tuple[float, float]]:
    """Yield when callers left, and when somebody asked for the same again."""
    for call in calls:
        if call.data.get("failure") in LEFT:
            yield call.at, next((moment for moment in begun if moment >= call.at), float("inf"))


def _of_use(history: History, key: str) -> bool:
    awaited = [history.outcomes.get((name, key)) for name in sorted(history.settings.required)]
    in_systems = [effects for effects in awaited if effects is None or effects[0].actor != SUBJECT]
    return bool(in_systems) and all(in_systems)
