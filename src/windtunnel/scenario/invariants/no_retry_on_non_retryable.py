"""I10 no-retry-on-non-retryable.

After an answer of 400, 401, 403, 404, 409 or 422 the same request is not sent again for the same key. One
re-authentication after a 401 is allowed, and what a quota refused may be sent again. Exercised once per such
answer. Retrying everything fails wherever a system refuses.
"""

from __future__ import annotations

from typing import ClassVar

from ..history import Attempt, History
from ..verdict import Judgement, Violation
from .invariant import Invariant

FINAL_STATUSES = frozenset({400, 401, 403, 404, 405, 409, 410, 413, 415, 422})


class NoRetryOnNonRetryable(Invariant):
    """A final answer is final."""

    id: ClassVar = "I10"
    name: ClassVar = "no-retry-on-non-retryable"
    about: ClassVar = "a request that was refused for good is not sent again"

    def judge(self, history: History) -> Judgement:
        """Look for the same request after a final answer."""
        exercised, violations = 0, []
        for attempts in history.repetitions:
            refused = [attempt for attempt in attempts if _is_final(attempt)]
            exercised += len(refused)
            for attempt in refused[: 1 if refused else 0]:
                again = [other for other in attempts if other.start > (attempt.end or attempt.start)]
                if len(again) > (1 if attempt.status == 401 else 0):
                    violations.append(_violation(attempt, again))
        return Judgement(exercised, tuple(violations))


def _is_final(attempt: Attempt) -> bool:
    return attempt.status in FINAL_STATUSES and attempt.cause != "QuotaExhausted"


def _violation(attempt: Attempt, again: list[Attempt]) -> Violation:
    message = (
        f"{attempt.role} {attempt.operation} was refused with {attempt.status} "
        f"and sent again {len(again)} time(s) unchanged"
    )
    return Violation(message, attempt.key, (attempt.sent.sequence, *(other.sent.sequence for other in again)))
