"""I31 stream-integrity.

Where a streamed answer broke off, what it began is not used: every outcome of the event comes after a whole answer
to the same operation, or the event went to a person, or to the dead letters, or the subject reported
meanwhile that it is degraded by this system. Exercised once per stream that broke off. A client that takes what has
arrived so far for the answer fails.
"""

from __future__ import annotations

from typing import ClassVar

from windtunnel.kernel.journal import Event

from ..history import Attempt, History
from ..verdict import Judgement, Violation
from .invariant import Invariant

BROKEN_STREAMS = ("cut", "read-timeout")


class StreamIntegrity(Invariant):
    """A part is not the whole.

    Args:
        roles: the roles whose streams are judged.
        truncating: fault names (prefixes) that end a stream early without breaking the connection.
    """

    id: ClassVar = "I31"
    name: ClassVar = "stream-integrity"
    about: ClassVar = "a stream that broke off is never taken for a whole answer"
    roles: tuple[str, ...] = ("ai",)
    truncating: tuple[str, ...] = ("misbehaviour:truncated",)

    def judge(self, history: History) -> Judgement:
        """Look for outcomes that rest on part of an answer."""
        exercised, violations = 0, []
        for attempt in history.attempts:
            if attempt.role not in self.roles or attempt.key is None or not self._broke(attempt):
                continue
            exercised += 1
            effects = _effects_after(history, attempt)
            if not effects or attempt.key in history.reviews or _told(history, attempt, effects[0]):
                continue
            if not self._whole_between(history, attempt, effects[0]):
                message = f"{effects[0].data['outcome']} of {attempt.key} rests on a stream that broke off"
                violations.append(Violation(message, attempt.key, (attempt.sent.sequence, effects[0].sequence)))
        return Judgement(exercised, tuple(violations))

    def _broke(self, attempt: Attempt) -> bool:
        return attempt.reason in BROKEN_STREAMS or any(fault.startswith(self.truncating) for fault in attempt.faults)

    def _whole_between(self, history: History, broken: Attempt, effect: Event) -> bool:
        return any(
            other.operation == broken.operation
            and other.sent.sequence > broken.sent.sequence
            and other.answer is not None
            and other.answer.sequence < effect.sequence
            and other.outcome == "ok"
            and (other.status or 500) < 300
            and not self._broke(other)
            for other in history.attempts_by_key.get(broken.key, ())
        )


def _told(history: History, broken: Attempt, effect: Event) -> bool:
    """Tell whether the subject reported, before the effect, that it does without the system that broke off."""
    systems = (None, broken.role, broken.sent.data.get("system"))
    return any(
        report.key == broken.key
        and broken.sent.sequence < report.sequence < effect.sequence
        and report.data.get("role") in systems
        for report in history.transitions.get("degraded", ())
    )


def _effects_after(history: History, attempt: Attempt) -> list[Event]:
    assert attempt.key is not None
    return [e for e in history.outcomes_by_key.get(attempt.key, ()) if e.sequence > attempt.sent.sequence]
