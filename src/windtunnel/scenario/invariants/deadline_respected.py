"""I09 deadline-respected.

No attempt lasts longer than the deadline of its role (plus ``tolerance_seconds``), and of a burst of attempts for one
operation none starts later than the deadline after the first. A burst is one call with its retries: it ends with an
answer that needs no retry, so that polls are calls of their own, or that the caller left unread as none of its kind,
unless it came slowly; a pause of ``pause_seconds`` more than the vendor asked for begins a new one, and so does a
redelivery: what comes after a death of the subject, or once the work on the event began anew (it was delivered again,
the subject reports that, or asks for what it had got before), or later than the deadline, unless the subject reports
its beginnings. Requests for a token, which callers share, are judged by ``default_seconds``, whatever their role's
deadline. Exercised once per burst. A missing timeout fails when answers are slow or silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, ClassVar

from pydantic import Field

from windtunnel.fault import KINDS

from ..history import Attempt, History
from ..verdict import Judgement, Violation
from .invariant import Invariant
from .lives import died_between
from .redelivery import Beginnings, beginnings
from .retry_after_honoured import wait_of
from .token_requests import TOKEN_PATHS, asks_for_token

RETRIED = frozenset({401, 408, 425, 429})
"""Answers below 500 after which the same call may go on."""
SLOW = frozenset(kind for kind, description in KINDS.items() if description.slows)
"""Faults after which an answer may have been given up for its time."""


class DeadlineRespected(Invariant):
    """Calls end in time.

    Args:
        seconds: deadline by role.
        default_seconds: deadline of roles that are not named.
        tolerance_seconds: how much later the end may be noticed.
        pause_seconds: what comes after a pause of this length, or so much longer than the vendor asked for, is a new
            call.
        token_paths: parts of the path by which a request for a token is recognised.
    """

    id: ClassVar = "I09"
    name: ClassVar = "deadline-respected"
    about: ClassVar = "no call outlives its deadline, and none starts with its budget spent"
    seconds: Mapping[str, float] = Field(default_factory=dict)
    default_seconds: float = 60.0
    tolerance_seconds: float = 0.5
    pause_seconds: Annotated[float, Field(gt=0)] = 30.0
    token_paths: tuple[str, ...] = TOKEN_PATHS

    def judge(self, history: History) -> Judgement:
        """Look for calls that outlive their deadline."""
        violations, bursts = [], 0
        begun = beginnings(history)
        for attempts in history.repetitions:
            role, operation, key = attempts[0].role, attempts[0].operation, attempts[0].key
            deadline = self._deadline(attempts[0])
            for burst in self._bursts(attempts, deadline, history.deaths, begun.get(key or "", Beginnings())):
                bursts += 1
                duration = _duration(burst)
                if duration > deadline + self.tolerance_seconds + history.settings.skew_seconds:
                    message = f"{role} {operation} took {duration:.1f} s; its deadline is {deadline:g} s"
                    violations.append(Violation(message, key, tuple(attempt.sent.sequence for attempt in burst)))
        return Judgement(bursts, tuple(violations))

    def _deadline(self, attempt: Attempt) -> float:
        if asks_for_token(attempt, self.token_paths):
            return self.default_seconds
        return self.seconds.get(attempt.role, self.default_seconds)

    def _bursts(
        self, attempts: list[Attempt], deadline: float, deaths: Sequence[float], begun: Beginnings
    ) -> Iterator[list[Attempt]]:
        latest = float("inf") if begun.told else deadline
        burst: list[Attempt] = []
        for attempt in attempts:
            if burst and (
                died_between(deaths, burst[-1].start, attempt.start)
                or _is_begun_anew(burst[-1], attempt, begun)
                or self._is_new_call(burst, attempt, latest)
            ):
                yield burst
                burst = []
            burst.append(attempt)
        if burst:
            yield burst

    def _is_new_call(self, burst: list[Attempt], attempt: Attempt, latest: float) -> bool:
        before = burst[-1]
        if _is_settled(before, attempt):
            return True
        pause = attempt.start - (before.end if before.end is not None else before.start)
        asked = wait_of(before) or 0.0
        return pause - asked >= self.pause_seconds or attempt.start - burst[0].start > latest


def _is_begun_anew(before: Attempt, attempt: Attempt, begun: Beginnings) -> bool:
    """Tell whether the work began anew between two requests; an event can come again while a request for it waits."""
    if any(before.start < moment <= attempt.start for moment in begun.delivered):
        return True
    return before.end is not None and any(before.end < moment <= attempt.start for moment in begun.moments)


def _is_settled(before: Attempt, attempt: Attempt) -> bool:
    """Tell whether a call had ended with its answer before another attempt began."""
    if before.end is None or before.end > attempt.start:
        return False
    return _is_left_unread(before) or not (before.failed or before.status in RETRIED)


def _is_left_unread(attempt: Attempt) -> bool:
    """Tell whether an answer was refused as it stood; one that came slowly may have been given up for its time."""
    return (attempt.reason, attempt.status) == ("abandoned", 200) and SLOW.isdisjoint(attempt.faults)


def _duration(burst: list[Attempt]) -> float:
    ended = [attempt.end for attempt in burst if attempt.end is not None]
    return max(ended) - burst[0].start if len(ended) == len(burst) else float("inf")
