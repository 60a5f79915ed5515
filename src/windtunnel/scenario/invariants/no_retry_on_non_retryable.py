"""I10 no-retry-on-non-retryable.

After an answer of 400, 401, 403, 404, 405, 409, 410, 413, 415 or 422 the same request is not sent again for the same
key, unless something has changed meanwhile: another request for that key, not a reading one, was answered with
success, so that the answer can be another one now (a record that was not there is read again once it was written).
After a 401 it may be sent again once, and whenever a new token was given out, and as often as it failed for reasons
that pass (5xx or lost); and what a quota refused may be sent again. What is sent again after the request has once
succeeded is no retry. Exercised once per such answer. Retrying everything fails wherever a system refuses.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import inf
from typing import ClassVar

from ..history import Attempt, History
from ..verdict import Judgement, Violation
from .invariant import Invariant
from .token_requests import tokens_given

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
            for attempt in refused:
                again = _retries(history, attempt, attempts)
                if attempt.status == 401:
                    again = _with_an_old_token(history, attempt, again)[1:]
                if again:
                    violations.append(_violation(attempt, again))
                    break
        return Judgement(exercised, tuple(violations))


def _is_final(attempt: Attempt) -> bool:
    """Tell whether a refusal is for good and arrived as a whole: one that breaks off may have been anything."""
    return not attempt.failed and attempt.status in FINAL_STATUSES and attempt.cause != "QuotaExhausted"


def _retries(history: History, refused: Attempt, attempts: Sequence[Attempt]) -> list[Attempt]:
    """Return the attempts after a refusal, up to the first success, or up to a change that can undo it."""
    assert refused.answer is not None, "a status came with an answer"
    told = refused.answer.sequence
    changed = min(_changes(history, refused.key, told), default=inf)
    again: list[Attempt] = []
    for attempt in attempts:
        if told < attempt.sent.sequence < changed:
            again.append(attempt)
            if attempt.succeeded:
                break
    return again


def _with_an_old_token(history: History, refused: Attempt, again: Sequence[Attempt]) -> list[Attempt]:
    """Return the tries that were answered, and for which no token had been given out since the answer before."""
    given = list(tokens_given(history.attempts_by_role[refused.role]))
    answered = [refused, *(each for each in again if not each.failed)]
    return [
        later for before, later in pairwise(answered) if not any(_told_at(before) <= at <= later.start for at in given)
    ]


def _told_at(answered: Attempt) -> float:
    assert answered.end is not None, "it was answered"
    return answered.end


def _changes(history: History, key: str | None, since: int) -> Iterator[int]:
    for other in history.attempts_by_key.get(key, ()) if key is not None else ():
        if other.answer is not None and other.answer.sequence > since and other.succeeded and not other.reads:
            yield other.answer.sequence


def _violation(attempt: Attempt, again: list[Attempt]) -> Violation:
    message = (
        f"{attempt.role} {attempt.operation} was refused with {attempt.status} "
        f"and sent again {len(again)} time(s) unchanged"
    )
    return Violation(message, attempt.key, (attempt.sent.sequence, *(other.sent.sequence for other in again)))
