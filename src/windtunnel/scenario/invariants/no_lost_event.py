"""I01 no-lost-event.

Every event that the subject accepted (its webhook was answered with 2xx) has, at the end, all required outcomes, or
is in the dead letters with a reason, or was rejected with a recorded terminal error. Exercised once per accepted
event. A subject that answers before it has stored the event, or swallows an exception, fails under any outage.
"""

from __future__ import annotations

from typing import ClassVar

from ..history import History
from ..verdict import Judgement, Violation
from .invariant import Invariant


class NoLostEvent(Invariant):
    """Accepted means done, parked with a reason, or rejected with one."""

    id: ClassVar = "I01"
    name: ClassVar = "no-lost-event"
    about: ClassVar = "every accepted event ends in its outcomes, in the dead letters, or rejected with a reason"

    def judge(self, history: History) -> Judgement:
        """Look for accepted events without an end."""
        violations = []
        for key, acknowledgement in history.accepted.items():
            if not history.has_required_outcomes(key) and not history.explained(key):
                missing = sorted(name for name in history.settings.required if (name, key) not in history.outcomes)
                message = f"{key} was accepted and never led to {', '.join(missing)}; no dead letter has it"
                violations.append(Violation(message, key, (acknowledgement.sequence,)))
        return Judgement(len(history.accepted), tuple(violations))
