"""I01 no-lost-event.

Every event that the subject accepted (its webhook was answered with 2xx) has, at the end, all required outcomes, or
is in the dead letters with a reason, or was rejected with a recorded terminal error. The outcome of an event is the
right one: a record that does not carry what it must is none, and nobody looks for it again (what is left out is not
wrong where the subject reported that it is degraded). Exercised once per accepted event. A subject that answers before
it has stored the event, or swallows an exception, fails under any outage; one that writes another event's values fails
at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from ..history import History
from ..verdict import Judgement, Violation
from .falsehoods import false_records
from .invariant import Invariant


class NoLostEvent(Invariant):
    """Accepted means done, parked with a reason, or rejected with one."""

    id: ClassVar = "I01"
    name: ClassVar = "no-lost-event"
    about: ClassVar = "every accepted event ends in its outcomes, in the dead letters, or rejected with a reason"

    def judge(self, history: History) -> Judgement:
        """Look for accepted events without an end, and for wrong ends."""
        return Judgement(len(history.accepted), (*_lost(history), *_wrong(history)))


def _lost(history: History) -> Iterator[Violation]:
    for key, acknowledgement in history.accepted.items():
        if not history.has_required_outcomes(key) and not history.explained(key):
            missing = sorted(name for name in history.settings.required if (name, key) not in history.outcomes)
            message = f"{key} was accepted and never led to {', '.join(missing)}; no dead letter has it"
            yield Violation(message, key, (acknowledgement.sequence,))


def _wrong(history: History) -> Iterator[Violation]:
    for key, effects in false_records(history, history.outcomes_by_key).items():
        for effect in effects:
            message = f"{effect.data['outcome']} of {key} is there and says {effect.data['wrong']}"
            yield Violation(message, key, (effect.sequence,))
