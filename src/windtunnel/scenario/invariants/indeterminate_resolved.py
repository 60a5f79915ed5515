"""I05 indeterminate-resolved.

A request that may have changed a system and whose answer was lost is not left in doubt: within ``within_seconds``
the subject reads back (an answered reading request to the same role for the same key, or one of ``lookups``, which
read many records at once and need no key), sends the same operation for the same key again and is answered, or hands
the event to a person or the dead letters. Both are right: the effect exists, or it does not. Operations that never
change anything, in the whole run, are not judged. Exercised once per lost answer. Taking silence for success, or for
failure, fails under ``lose-answer``.
"""

from __future__ import annotations

from bisect import bisect_right
from itertools import islice
from typing import Annotated, ClassVar

from pydantic import Field

from windtunnel.kernel.journal import Kind

from ..history import Attempt, History
from ..verdict import Judgement, Violation
from .invariant import Invariant


class IndeterminateResolved(Invariant):
    """Doubt is cleared up.

    Args:
        within_seconds: time for it, from the end of the attempt.
        except_roles: roles in which nothing that matters is changed.
        lookups: operationIds by which many records of a role are read at once, for no key in particular.
    """

    id: ClassVar = "I05"
    name: ClassVar = "indeterminate-resolved"
    about: ClassVar = "a write whose answer was lost is read back, repeated or handed over, in time"
    within_seconds: Annotated[float, Field(gt=0)] = 6 * 3600.0
    except_roles: tuple[str, ...] = ("ai",)
    lookups: tuple[str, ...] = ()

    def judge(self, history: History) -> Judgement:
        """Look for doubts that stay."""
        lost = [attempt for attempt in history.attempts if attempt.outcome == "info" and attempt.key is not None]
        writing = _writing_operations(history) if lost else frozenset()
        doubtful = [attempt for attempt in lost if self._may_write(attempt, writing)]
        violations = [
            Violation(
                f"nobody found out whether {attempt.role} {attempt.operation} had happened for {attempt.key}",
                attempt.key,
                (attempt.sent.sequence,),
            )
            for attempt in doubtful
            if not self._resolved(history, attempt)
        ]
        return Judgement(len(doubtful), tuple(violations))

    def _may_write(self, attempt: Attempt, writing: frozenset[tuple[str, str]]) -> bool:
        if attempt.reads or attempt.role in self.except_roles:
            return False
        return "intent" in attempt.sent.data or (attempt.role, attempt.operation) in writing

    def _resolved(self, history: History, attempt: Attempt) -> bool:
        limit = (attempt.end if attempt.end is not None else attempt.start) + self.within_seconds
        attempts = history.attempts_by_key[attempt.key]
        later = bisect_right(attempts, attempt.sent.sequence, key=lambda other: other.sent.sequence)
        for other in islice(attempts, later, None):
            if other.start > limit:
                break
            if other.role == attempt.role and other.outcome == "ok" and _tells(other, attempt):
                return True
        if any(attempt.start <= at <= limit for at in _hand_overs(history, attempt.key or "")):
            return True
        return any(_looks_up(other, attempt, limit) for other in self._lookups(history))

    def _lookups(self, history: History) -> list[Attempt]:
        return [attempt for attempt in history.attempts if attempt.operation in self.lookups] if self.lookups else []


def _tells(other: Attempt, attempt: Attempt) -> bool:
    """Tell whether an answer clears the doubt: what was read, or what became of the same operation."""
    if other.status is None or other.status >= 500 or other.status in (401, 429):
        return False
    return other.reads or other.operation == attempt.operation


def _looks_up(other: Attempt, attempt: Attempt, limit: float) -> bool:
    """Tell whether records were read, after an attempt and in time, among which is its own, if it exists."""
    since = attempt.end if attempt.end is not None else attempt.start
    return other.role == attempt.role and other.succeeded and since <= other.start <= limit


def _hand_overs(history: History, key: str) -> list[float]:
    reports = (*history.dead_letters.get(key, ()), *history.rejections.get(key, ()), *history.reviews.get(key, ()))
    return [report.at for report in reports]


def _writing_operations(history: History) -> frozenset[tuple[str, str]]:
    """Return every (role, operation) that an effect came from."""
    causes = {event.attempt for event in history.of(Kind.EFFECT) if event.attempt is not None}
    return frozenset((a.role, a.operation) for a in history.attempts if a.sent.attempt in causes)
