"""I29 breaking-change-is-loud.

Where drift (or a spoiled answer) touched what the subject read for an event, the event ends in a right outcome
(everything that it carries equals the truth), in human review, or in a dead letter or rejection whose reason names
a contract error; never in a wrong record, and never in a crash. A record that leaves out what could not be understood
is no wrong one where the subject reported that it is degraded. Exercised once per event that was touched. A client
that takes what it gets writes wrong data.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from windtunnel.kernel.journal import Kind

from ..history import History
from ..verdict import Judgement, Violation
from .falsehoods import false_records
from .invariant import Invariant


class BreakingChangeIsLoud(Invariant):
    """Changed data is understood or refused, never guessed.

    Args:
        spoiled_by: prefixes of fault names that count as a broken contract, besides drift.
    """

    id: ClassVar = "I29"
    name: ClassVar = "breaking-change-is-loud"
    about: ClassVar = "changed or broken answers lead to right records or typed errors, never to wrong records"
    spoiled_by: tuple[str, ...] = (
        "misbehaviour:truncated",
        "misbehaviour:outside",
        "misbehaviour:empty",
        "html-body",
    )

    def judge(self, history: History) -> Judgement:
        """Look at what became of every touched event."""
        touched: dict[str, Sequence[str]] = {
            event.key: (str(event.data["fault"]),)
            for event in history.of(Kind.DELIVERY)
            if event.key is not None and self._counts(history, str(event.data.get("fault")))
        }
        touched |= {
            attempt.key: attempt.faults
            for attempt in history.attempts
            if attempt.key is not None and any(self._counts(history, fault) for fault in attempt.faults)
        }
        violations = []
        false = false_records(history, touched)
        for key, faults in touched.items():
            wrong = false.get(key, [])
            violations += [
                Violation(f"{effect.data['outcome']} of {key} says {effect.data['wrong']}", key, (effect.sequence,))
                for effect in wrong
            ]
            if not wrong and key in history.accepted and not _explained(history, key):
                violations.append(Violation(f"{key} was touched by {list(faults)} and disappeared", key))
        return Judgement(len(touched), tuple(violations))

    def _counts(self, history: History, fault: str) -> bool:
        return fault in history.settings.drifts or fault.startswith(self.spoiled_by)


def _explained(history: History, key: str) -> bool:
    return history.has_required_outcomes(key) or history.explained(key)
