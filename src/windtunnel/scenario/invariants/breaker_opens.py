"""I14 breaker-opens.

After ``failures`` consecutive failures of a role (no answer, or 5xx) nothing reaches it for ``cool_down_seconds``,
apart from what was already on its way; while it goes on failing, at most ``probes`` requests get through per cool-down.
A breaker may open sooner, and answers under way then are heard after it: whatever comes after a pause of a whole
cool-down is a probe. A client may have one breaker for the role, or one for each of its operations: a request is too
many when neither would have let it through. An answer other than 5xx that the client did not care to read to its end is
none of a failing system. A process that comes after a death knows of no failure. Exercised once per time that an
operation reaches the threshold together with its role. A client without a breaker fails under an outage.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from ..history import Attempt, History
from ..verdict import Judgement, Violation
from .invariant import Invariant
from .lives import born


class BreakerOpens(Invariant):
    """A failing system is left alone.

    Args:
        failures: consecutive failures after which the breaker must be open.
        cool_down_seconds: least time for which it stays open.
        probes: requests let through per cool-down while the system still fails.
        except_roles: roles without a breaker.
    """

    id: ClassVar = "I14"
    name: ClassVar = "breaker-opens"
    about: ClassVar = "a system that keeps failing is left alone until a cool-down has passed"
    failures: Annotated[int, Field(ge=1)] = 10
    cool_down_seconds: float = 15.0
    probes: Annotated[int, Field(ge=1)] = 1
    except_roles: tuple[str, ...] = ()

    def judge(self, history: History) -> Judgement:
        """Look for calls to a system that was known to fail."""
        exercised, violations = 0, []
        for role, moments in history.timelines.items():
            if role in self.except_roles:
                continue
            watch = _Watch(self, history)
            for at, is_answer, attempt in moments:
                watch.see(at, is_answer, attempt)
            exercised += watch.opened
            violations += watch.violations
        return Judgement(exercised, tuple(violations))


class _Watch:
    """Follows one role through time: as a whole, and operation by operation."""

    def __init__(self, rule: BreakerOpens, history: History) -> None:
        self._rule = rule
        self._deaths = history.deaths
        self._skew_seconds = history.settings.skew_seconds
        self._born = float("-inf")
        self._whole = _Breaker(rule, self._skew_seconds)
        self._operations: dict[str, _Breaker] = {}
        self.opened = 0
        self.violations: list[Violation] = []

    def see(self, at: float, is_answer: bool, attempt: Attempt) -> None:
        """Take one event into account."""
        if born(self._deaths, at) > self._born:
            self._born = born(self._deaths, at)
            self._whole, self._operations = _Breaker(self._rule, self._skew_seconds), {}
        part = self._operations.get(attempt.operation)
        if part is None:
            part = self._operations[attempt.operation] = _Breaker(self._rule, self._skew_seconds)
        if not is_answer:
            self._sent(at, attempt, part)
        elif attempt.start >= self._born and (attempt.reason != "abandoned" or attempt.status is not None):
            self._answered(at, attempt, part)

    def _sent(self, at: float, attempt: Attempt, part: _Breaker) -> None:
        refused = [breaker.refuses(at) for breaker in (self._whole, part)]
        if all(refused):
            message = f"{attempt.role} was called after {part.consecutive} failures in a row, inside the cool-down"
            self.violations.append(Violation(message, attempt.key, (attempt.sent.sequence,)))

    def _answered(self, at: float, attempt: Attempt, part: _Breaker) -> None:
        both_before = self._whole.is_open and part.is_open
        for breaker in (self._whole, part):
            breaker.hear(at, attempt.failed and not _is_left_unread(attempt))
        self.opened += self._whole.is_open and part.is_open and not both_before


def _is_left_unread(attempt: Attempt) -> bool:
    """Tell whether the subject had an answer that is no 5xx and did not read it to its end: it may be answered."""
    return attempt.reason == "abandoned" and (attempt.status or 0) < 500


class _Breaker:
    """What a breaker would know, and whether it would let a request through."""

    def __init__(self, rule: BreakerOpens, skew_seconds: float) -> None:
        self._rule = rule
        self._failures = rule.failures
        self._skew_seconds = skew_seconds
        self._open_since = 0.0
        self._last_sent = 0.0
        self._sent = 0
        self._allowed = 0
        self.consecutive = 0

    @property
    def is_open(self) -> bool:
        """Whether there were failures enough."""
        return self.consecutive >= self._failures

    def hear(self, at: float, failed: bool) -> None:
        """Take an answer into account."""
        self.consecutive = self.consecutive + 1 if failed else 0
        if self.consecutive == self._failures:
            self._open_since, self._sent, self._allowed = at, 0, 0

    def refuses(self, at: float) -> bool:
        """Count a request, and tell whether it is one too many; what is sent as it opens was on its way."""
        resting_since, self._last_sent = min(self._open_since, self._last_sent), at
        if not self.is_open or (not self._allowed and at <= self._open_since + self._skew_seconds):
            return False
        if at >= resting_since + self._rule.cool_down_seconds:
            self._open_since, self._sent, self._allowed = at, 0, self._rule.probes
        self._sent += 1
        return self._sent > self._allowed
