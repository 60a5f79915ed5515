"""I11 retry-after-honoured.

After a 429 or 503 with Retry-After r (seconds, a date, or ``retry-after-ms``, which counts where both are said) at
time t, nothing that draws from the same quota bucket starts before t + r
(where no bucket is known: nothing that calls the same operation). r counts up to ``cap_seconds``. What was already
on its way at t does not count. Exercised once per such answer. Immediate or fixed retries fail when a quota is cut.
"""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import ClassVar

from ..history import Attempt, History
from ..verdict import Judgement, Violation
from .invariant import Invariant


class RetryAfterHonoured(Invariant):
    """The vendor says when; the client waits.

    Args:
        cap_seconds: longest wait that is asked of a client.
        tolerance_seconds: rounding of whole-second headers.
    """

    id: ClassVar = "I11"
    name: ClassVar = "retry-after-honoured"
    about: ClassVar = "after Retry-After nothing is sent to the same quota before its time"
    cap_seconds: float = 3600.0
    tolerance_seconds: float = 0.001

    def judge(self, history: History) -> Judgement:
        """Look for requests that came too early."""
        exercised, violations = 0, []
        for role, moments in history.timelines.items():
            if all(wait_of(attempt) is None for attempt in history.attempts_by_role[role]):
                continue
            closed: dict[str, tuple[float, float, Attempt]] = {}
            for at, is_answer, attempt in moments:
                if not is_answer:
                    violations += self._too_early(closed, attempt, at, history.settings.skew_seconds)
                elif (seconds := wait_of(attempt)) is not None:
                    exercised += 1
                    until = at + min(seconds, self.cap_seconds)
                    for scope in _scopes(attempt):
                        closed[scope] = (at, until, attempt)
        return Judgement(exercised, tuple(violations))

    def _too_early(
        self, closed: dict[str, tuple[float, float, Attempt]], attempt: Attempt, at: float, skew_seconds: float
    ) -> list[Violation]:
        for scope in _scopes(attempt):
            if (
                scope in closed
                and closed[scope][0] + skew_seconds < at < closed[scope][1] - self.tolerance_seconds - skew_seconds
            ):
                _, until, refused = closed[scope]
                message = (
                    f"{attempt.role} {attempt.operation} was sent {until - at:.2f} s before the time "
                    f"that Retry-After gave for {scope}"
                )
                return [Violation(message, attempt.key, (refused.sent.sequence, attempt.sent.sequence))]
        return []


def wait_of(attempt: Attempt) -> float | None:
    """Return the wait that an answer asks for, in seconds; ``None`` when it asks for none, or not in a known way."""
    if attempt.status not in (429, 503) or attempt.answer is None:
        return None
    milliseconds = _number(attempt.answer.data.get("retry_after_ms"))
    if milliseconds is not None:
        return milliseconds / 1000.0
    text = attempt.answer.data.get("retry_after")
    seconds = _number(text)
    return _until(str(text), attempt.answer.at) if seconds is None and text else seconds


def _number(text: object) -> float | None:
    try:
        return float(str(text))
    except ValueError:
        return None


def _until(date: str, now: float) -> float | None:
    try:
        return parsedate_to_datetime(date).timestamp() - now
    except ValueError:
        return None


def _scopes(attempt: Attempt) -> tuple[str, ...]:
    refused_by = attempt.answer.data.get("refused_by") if attempt.answer else None
    if attempt.status == 429 and refused_by:
        return (str(refused_by),)
    return tuple(attempt.buckets) or (f"operation {attempt.operation}",)
