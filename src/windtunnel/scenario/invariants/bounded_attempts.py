"""I08 bounded-attempts.

One operation for one business key is attempted at most ``per_operation`` times, over retries, redeliveries and
replays together: nested retries do not multiply. Attempts that a quota refused do not count, they are judged by
I11. Exercised once per (key, operation) pair. Nested retry loops and endless redelivery fail under an outage.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from ..history import History, group
from ..verdict import Judgement, Violation
from .invariant import Invariant


class BoundedAttempts(Invariant):
    """Attempts do not multiply.

    Args:
        per_operation: the declared product of attempts and redeliveries.
    """

    id: ClassVar = "I08"
    name: ClassVar = "bounded-attempts"
    about: ClassVar = "one operation for one key is attempted a bounded number of times"
    per_operation: Annotated[int, Field(ge=1)] = 20

    def judge(self, history: History) -> Judgement:
        """Count attempts per key and operation."""
        counted = [attempt for attempt in history.attempts if attempt.key and attempt.status != 429]
        groups = group(counted, lambda attempt: (attempt.key, attempt.role, attempt.operation))
        violations = [
            Violation(
                f"{role} {operation} was attempted {len(attempts)} times for {key} (at most {self.per_operation})",
                key,
                tuple(attempt.sent.sequence for attempt in attempts),
            )
            for (key, role, operation), attempts in groups.items()
            if len(attempts) > self.per_operation
        ]
        return Judgement(len(groups), tuple(violations))
