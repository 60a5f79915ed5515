"""I11 retry-after-honoured.

After a 429 or 503 with Retry-After r (seconds, a date, or ``retry-after-ms``, which counts where both are said) at
time t, nothing that draws from the same quota bucket starts before t + r
(where no bucket is known: nothing that calls the same operation). r counts up to ``cap_seconds``. What was already
on its way at t does not count, nor does what another process sends, after a death. Where a refusal names no bucket,
its scope is what the same request draws from at other times, or what all requests of the operation draw from.
Exercised once per such answer. Immediate or fixed retries fail when a quota is cut.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from email.utils import parsedate_to_datetime
from itertools import islice
from typing import ClassVar

from ..history import Attempt, History
from ..verdict import Judgement, Violation
from .invariant import Invariant
from .lives import died_between


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
            attempts = history.attempts_by_role[role]
            if all(wait_of(attempt) is None for attempt in attempts):
                continue
            watch = _Watch(self, history, attempts)
            for at, is_answer, attempt in moments:
                watch.see(at, is_answer, attempt)
            exercised += watch.told
            violations += watch.violations
        return Judgement(exercised, tuple(violations))


class _Watch:
    """Follows one role through time: what is closed, since when and until when."""

    def __init__(self, rule: RetryAfterHonoured, history: History, attempts: Sequence[Attempt]) -> None:
        self._rule = rule
        self._skew_seconds = history.settings.skew_seconds
        self._deaths = history.deaths
        self._buckets = _Buckets(attempts)
        self._closed: dict[str, tuple[float, float, Attempt]] = {}
        self.told = 0
        self.violations: list[Violation] = []

    def see(self, at: float, is_answer: bool, attempt: Attempt) -> None:
        """Take one event into account."""
        if not is_answer:
            self.violations += islice(self._too_early(attempt, at), 1)
        elif (seconds := wait_of(attempt)) is not None:
            self.told += 1
            until = at + min(seconds, self._rule.cap_seconds)
            for scope in self._buckets.closed_by(attempt):
                self._closed[scope] = (at, until, attempt)

    def _too_early(self, attempt: Attempt, at: float) -> Iterator[Violation]:
        for scope in self._buckets.drawn_by(attempt):
            since, until, refused = self._closed.get(scope, (at, at, attempt))
            knew = at > since + self._skew_seconds or _is_retry(refused, attempt)
            early = at < until - self._rule.tolerance_seconds - self._skew_seconds
            if knew and early and not died_between(self._deaths, since, at):
                message = (
                    f"{attempt.role} {attempt.operation} was sent {until - at:.2f} s before the time "
                    f"that Retry-After gave for {scope}"
                )
                yield Violation(message, attempt.key, (refused.sent.sequence, attempt.sent.sequence))


class _Buckets:
    """Which quota buckets requests draw from, as far as the vendor showed it.

    What was refused before the vendor counted it, by a fault, names no bucket. It would have drawn from what the same
    request draws from at other times, or else from what all requests of its operation have in common.
    """

    def __init__(self, attempts: Sequence[Attempt]) -> None:
        self._of_request: dict[tuple[str, str], tuple[str, ...]] = {}
        self._common: dict[str, tuple[str, ...]] = {}
        for attempt in attempts:
            if attempt.buckets:
                drawn = tuple(attempt.buckets)
                self._of_request.setdefault((attempt.operation, attempt.digest), drawn)
                common = self._common.get(attempt.operation, drawn)
                self._common[attempt.operation] = tuple(bucket for bucket in common if bucket in drawn)

    def closed_by(self, attempt: Attempt) -> tuple[str, ...]:
        """Return what an answer with Retry-After closes."""
        refused_by = attempt.answer.data.get("refused_by") if attempt.answer else None
        if attempt.status == 429 and refused_by:
            return (str(refused_by),)
        if attempt.status == 429:
            return self._known(attempt) or self._common.get(attempt.operation) or _alone(attempt, self._common)
        return tuple(attempt.buckets) or (_whole(attempt),)

    def drawn_by(self, attempt: Attempt) -> tuple[str, ...]:
        """Return everything that a request needs to be open."""
        known = self._known(attempt) or self._common.get(attempt.operation, ())
        return (*known, _request(attempt), _whole(attempt))

    def _known(self, attempt: Attempt) -> tuple[str, ...]:
        return tuple(attempt.buckets) or self._of_request.get((attempt.operation, attempt.digest), ())


def _is_retry(refused: Attempt, attempt: Attempt) -> bool:
    """Tell whether a request was refused before; whoever sends it again, at once or not, has seen the answer."""
    return (refused.operation, refused.key, refused.digest) == (attempt.operation, attempt.key, attempt.digest)


def _alone(attempt: Attempt, common: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the request itself where its operation has buckets and shares none, else the operation."""
    return (_request(attempt) if attempt.operation in common else _whole(attempt),)


def _request(attempt: Attempt) -> str:
    return f"request {attempt.operation} {attempt.digest}"


def _whole(attempt: Attempt) -> str:
    return f"operation {attempt.operation}"


def wait_of(attempt: Attempt) -> float | None:
    """Return the wait that an answer asks for, in seconds; ``None`` when it asks for none, or not in a known way."""
    if attempt.status not in (429, 503) or attempt.answer is None:
        return None
    milliseconds = _number(attempt.answer.data.get("retry_after_ms"))
    if milliseconds is not None:
        return milliseconds / 1000.0
    text = attempt.answer.data.get("retry_after")
    seconds = _number(text)
    return _until(str(text), attempt.answer.at) if seconds is None else seconds


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
