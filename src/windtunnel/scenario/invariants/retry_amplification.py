"""I13 retry-amplification.

Within any ``window_seconds``, requests to a role are at most ``amplification`` times the operations that they stand
for, even if all of them fail. An operation is one operationId for one key. Windows with fewer than ``operations``
operations are too small to be judged; requests without a key, or refused by a quota (I11 judges them), do not count,
nor does a success after a success: a job that is redelivered because another system is away reads anew what it needs.
Exercised once per failed request in a window that is large enough. Retries without a budget fail under an outage: load
multiplies exactly when a system can bear it least.
"""

from __future__ import annotations

from collections import Counter, deque
from typing import Annotated, ClassVar

from pydantic import Field

from ..history import Attempt, History
from ..verdict import Judgement, Violation
from .invariant import Invariant


class RetryAmplification(Invariant):
    """Failure does not multiply load.

    Args:
        amplification: requests per operation.
        window_seconds: length of the windows.
        operations: so many operations make a window worth judging.
        except_roles: roles that are not judged.
    """

    id: ClassVar = "I13"
    name: ClassVar = "retry-amplification"
    about: ClassVar = "requests stay in proportion to operations, however many fail"
    amplification: Annotated[float, Field(ge=1)] = 3.0
    window_seconds: Annotated[float, Field(gt=0)] = 60.0
    operations: Annotated[int, Field(ge=1)] = 10
    except_roles: tuple[str, ...] = ()

    def judge(self, history: History) -> Judgement:
        """Slide a window over every role's requests."""
        exercised, violations = 0, []
        for role, attempts in history.attempts_by_role.items():
            if role in self.except_roles:
                continue
            window = _Window(self)
            for attempt in attempts:
                if attempt.key is not None and attempt.status != 429 and not window.has_known(attempt):
                    window.enter(attempt)
            exercised += window.exercised
            violations += window.violations
        return Judgement(exercised, tuple(violations))


class _Window:
    """The latest requests to one role."""

    def __init__(self, rule: RetryAmplification) -> None:
        self.rule = rule
        self.requests: deque[Attempt] = deque()
        self.operations: Counter[tuple[str, str | None]] = Counter()
        self.known_from: dict[tuple[str, str | None], float] = {}
        self.excessive = False
        self.exercised = 0
        self.violations: list[Violation] = []

    def has_known(self, attempt: Attempt) -> bool:
        """Take note of a success; tell whether there had been one for the same operation when it was asked for."""
        if not attempt.succeeded or attempt.end is None:
            return False
        return self.known_from.setdefault((attempt.operation, attempt.key), attempt.end) <= attempt.start

    def enter(self, attempt: Attempt) -> None:
        """Take one request into account."""
        self.requests.append(attempt)
        self.operations[attempt.operation, attempt.key] += 1
        while self.requests[0].start < attempt.start - self.rule.window_seconds:
            self._leave(self.requests.popleft())
        if len(self.operations) < self.rule.operations:
            self.excessive = False
            return
        self.exercised += attempt.failed
        ratio = len(self.requests) / len(self.operations)
        if ratio > self.rule.amplification and not self.excessive:
            message = (
                f"{len(self.requests)} requests to {attempt.role} for {len(self.operations)} operations "
                f"within {self.rule.window_seconds:g} s"
            )
            self.violations.append(Violation(message, None, (self.requests[0].sent.sequence, attempt.sent.sequence)))
        self.excessive = ratio > self.rule.amplification

    def _leave(self, attempt: Attempt) -> None:
        name = (attempt.operation, attempt.key)
        self.operations[name] -= 1
        if not self.operations[name]:
            del self.operations[name]
