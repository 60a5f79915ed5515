"""I18 bounded-queue.

The subject never owes more than ``depth`` events: accepted, and neither finished nor given up with a reason.
What is too much is refused in words (429 or 503), so that the sender knows: while the queue is at least half full,
no delivery or call of the subject is left without an answer. Exercised once per delivery or call that ended while
the queue was at least half full. A receiver that takes everything fails when a system it needs is away.
"""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field

from windtunnel.kernel.journal import Event

from ..history import History
from ..verdict import Judgement, Violation
from .invariant import Invariant

ENDS, ACCEPTS, ANSWERS = range(3)
"""What happens at one moment, in the order in which it counts."""


class BoundedQueue(Invariant):
    """What cannot be done is not taken on.

    Args:
        depth: the most events that the subject may owe at once.
    """

    id: ClassVar = "I18"
    name: ClassVar = "bounded-queue"
    about: ClassVar = "the subject never owes more events than it declares, and refuses the others in words"
    depth: Annotated[int, Field(ge=1)] = 10_000

    def judge(self, history: History) -> Judgement:
        """Follow the depth of the queue."""
        owed, deepest, exercised = 0, 0, 0
        deepest_at: Event | None = None
        violations = []
        for _, what, event in _moments(history):
            if what == ENDS:
                owed -= 1
            elif what == ACCEPTS:
                owed += 1
                if owed > deepest:
                    deepest, deepest_at = owed, event
            elif 2 * owed >= self.depth:
                exercised += 1
                if event is not None and event.data.get("failure") == "timeout":
                    message = f"{event.key} was left without an answer while {owed} events were owed"
                    violations.append(Violation(message, event.key, (event.sequence,)))
        if deepest > self.depth and deepest_at is not None:
            message = f"{deepest} events were owed at once (at most {self.depth})"
            violations.append(Violation(message, None, (deepest_at.sequence,)))
        return Judgement(exercised, tuple(violations))


def _moments(history: History) -> list[tuple[float, int, Event | None]]:
    moments: list[tuple[float, int, Event | None]] = []
    for key, acknowledgement in history.accepted.items():
        end = history.ends.get(key)
        if end is None or end > acknowledgement.at:
            moments.append((acknowledgement.at, ACCEPTS, acknowledgement))
            if end is not None:
                moments.append((end, ENDS, None))
    moments += [(event.at, ANSWERS, event) for events in history.calls.values() for event in events]
    moments.sort(key=lambda moment: moment[:2])
    return moments
