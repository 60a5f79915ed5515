"""I03 acknowledged-means-durable.

What the subject acknowledged (2xx to a webhook or a call) survives its death: an event that was acknowledged and not
finished when the subject died has, at the end, its required outcomes, or a reason why not. What an outcome wrote is
not taken back afterwards. With ``at_once``, required outcomes in systems exist before the acknowledgement, as they
must where the answer says "done". Exercised once per acknowledged event that a death met unfinished, and with
``at_once`` once per acknowledged event. A queue in memory fails under ``kill-subject``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from typing import ClassVar

from windtunnel.fault.kill_subject import SUBJECT
from windtunnel.kernel.journal import Event, Kind

from ..history import History
from ..verdict import Judgement, Violation
from .invariant import Invariant


class AcknowledgedMeansDurable(Invariant):
    """A promise outlives the process that made it.

    Args:
        at_once: whether an acknowledgement says that everything is done, and not only taken over.
    """

    id: ClassVar = "I03"
    name: ClassVar = "acknowledged-means-durable"
    about: ClassVar = "what was acknowledged survives a crash, and is not taken back"
    at_once: bool = False

    def judge(self, history: History) -> Judgement:
        """Look at what became of promises."""
        met = [key for key, event in history.accepted.items() if _met_by_death(history, key, event.at)]
        violations = [
            Violation(f"{key} was acknowledged before the subject died, and came to nothing", key)
            for key in met
            if key not in history.ends
        ]
        violations += _taken_back(history)
        exercised = len(met)
        if self.at_once:
            exercised += len(history.accepted)
            violations += _too_early(history)
        return Judgement(exercised, tuple(violations))


def _met_by_death(history: History, key: str, acknowledged: float) -> bool:
    deaths = history.deaths
    next_death = bisect_left(deaths, acknowledged)
    if next_death == len(deaths):
        return False
    return history.ends.get(key, float("inf")) > deaths[next_death]


def _too_early(history: History) -> Iterator[Violation]:
    for key, acknowledgement in history.accepted.items():
        for name in sorted(history.settings.required):
            effects = history.outcomes.get((name, key), ())
            if effects and effects[0].actor == SUBJECT:
                continue
            if not effects or effects[0].sequence > acknowledgement.sequence:
                yield Violation(f"{key} was acknowledged before {name} was there", key, (acknowledgement.sequence,))


def _taken_back(history: History) -> Iterator[Violation]:
    written: dict[tuple[str, str, str], Event] = {}
    for event in history.of(Kind.EFFECT):
        collection, _, change = event.operation.rpartition(".")
        place = (event.actor, collection, str(event.data.get("id")))
        if change == "deleted":
            before = written.pop(place, None)
            if before is not None and before.key in history.accepted and not event.data.get("outcome"):
                message = f"{before.data['outcome']} of {before.key} was taken back"
                yield Violation(message, before.key, (before.sequence, event.sequence))
        elif event.data.get("outcome") in history.settings.required:
            written[place] = event
