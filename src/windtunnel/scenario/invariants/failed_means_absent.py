"""I04 failed-means-absent.

An event that the subject refused for good (4xx, other than 408, 425 and 429, and never 2xx) has no effect in any
system, ever: whoever reads the refusal corrects the request and sends it again. An answer of 5xx, or none, is
indeterminate and not judged. Exercised once per event that was refused for good. A subject that writes first and
checks afterwards fails when a system refuses its second step.
"""

from __future__ import annotations

from typing import ClassVar

from windtunnel.fault.kill_subject import SUBJECT
from windtunnel.kernel.journal import Event

from ..history import MEANT_FOR_LATER, History
from ..verdict import Judgement, Violation
from .invariant import Invariant


class FailedMeansAbsent(Invariant):
    """No means no."""

    id: ClassVar = "I04"
    name: ClassVar = "failed-means-absent"
    about: ClassVar = "what was refused for good has no effect"

    def judge(self, history: History) -> Judgement:
        """Look for effects of refused events."""
        refused = {
            key: answers[-1]
            for key, answers in history.calls.items()
            if key not in history.accepted and _is_final(answers[-1])
        }
        violations = [
            Violation(
                f"{key} was refused with {answer.data['status']}, and {effect.data['outcome']} exists",
                key,
                (answer.sequence, effect.sequence),
            )
            for key, answer in refused.items()
            for effect in history.outcomes_by_key.get(key, ())
            if effect.actor != SUBJECT
        ]
        return Judgement(len(refused), tuple(violations))


def _is_final(answer: Event) -> bool:
    status = answer.data.get("status")
    return status is not None and 400 <= status < 500 and status not in MEANT_FOR_LATER
