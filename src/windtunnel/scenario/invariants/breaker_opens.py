"""I14 breaker-opens.

After ``failures`` consecutive failures of a role (no answer, or 5xx) nothing reaches it for ``cool_down_seconds``,
apart from what was already on its way; while it goes on failing, at most ``probes`` requests get through per
cool-down. Exercised once per time that the threshold is reached. A client without a breaker fails under an outage.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from ..history import Attempt, History
from ..verdict import Judgement, Violation
from .invariant import Invariant


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
            watch = _Watch(self)
            for at, is_answer, attempt in moments:
                watch.see(at, is_answer, attempt)
            exercised += watch.opened
            violations += watch.violations
        return Judgement(exercised, tuple(violations))


class _Watch:
    """Follows one role through time."""

    def __init__(self, rule: BreakerOpens) -> None:
        self.rule = rule
        self.consecutive = 0
        self.open_since: float | None = None
        self.sent = 0
        self.allowed = 0
        self.opened = 0
        self.violations: list[Violation] = []

    def see(self, at: float, is_answer: bool, attempt: Attempt) -> None:
        """Take one event into account."""
        if is_answer:
            self._answered(at, attempt)
        elif self.open_since is not None:
            self._sent_while_open(at, attempt)

    def _answered(self, at: float, attempt: Attempt) -> None:
        if attempt.reason == "abandoned":
            return
        if not attempt.failed:
            self.consecutive, self.open_since = 0, None
            return
        self.consecutive += 1
        if self.consecutive == self.rule.failures:
            self.opened += 1
            self.open_since, self.sent, self.allowed = at, 0, 0

    def _sent_while_open(self, at: float, attempt: Attempt) -> None:
        assert self.open_since is not None
        if at >= self.open_since + self.rule.cool_down_seconds:
            self.open_since, self.sent, self.allowed = at, 0, self.rule.probes
        self.sent += 1
        if self.sent > self.allowed:
            message = f"{attempt.role} was called after {self.consecutive} failures in a row, inside the cool-down"
            self.violations.append(Violation(message, attempt.key, (attempt.sent.sequence,)))
