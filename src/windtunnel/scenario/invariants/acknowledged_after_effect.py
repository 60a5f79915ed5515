"""I07 acknowledged-after-effect.

A message is acknowledged to its queue only after its work is done: when the outcome ``acknowledgement`` (the
message is deleted, or marked as done, in the queue's system) comes for a key, every required outcome of that key is
there already, or the message was written to the dead letters or rejected with a reason. The order of the journal
decides, not the clock. A queue of the subject's own is no system; there, what the subject reports as ``report`` is the
acknowledgement. Exercised once per acknowledged message. A consumer that acknowledges on receipt fails, and loses
messages under ``kill-subject``.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from windtunnel.kernel.journal import Event

from ..history import History
from ..verdict import Judgement, Violation
from .invariant import Invariant


class AcknowledgedAfterEffect(Invariant):
    """First the work, then the receipt.

    Args:
        acknowledgement: name of the outcome that is the acknowledgement; it need not be required.
        report: kind of the subject's report that is one, where the queue is its own.
    """

    id: ClassVar = "I07"
    name: ClassVar = "acknowledged-after-effect"
    about: ClassVar = "a message is acknowledged to its queue after its work is done"
    acknowledgement: str = "acknowledged"
    report: str | None = None

    def judge(self, history: History) -> Judgement:
        """Compare the order of work and acknowledgement."""
        receipts = self._receipts(history)
        violations = [
            Violation(f"{key} was acknowledged before {', '.join(missing)}", key, (receipt.sequence,))
            for key, receipt in receipts.items()
            if (missing := self._missing(history, key, receipt)) and not _given_up(history, key, receipt)
        ]
        return Judgement(len(receipts), tuple(violations))

    def _receipts(self, history: History) -> Mapping[str, Event]:
        found = {key: events[0] for (name, key), events in history.outcomes.items() if name == self.acknowledgement}
        for report in history.transitions.get(self.report or "", ()):
            if (key := report.key or "") in history.accepted:
                found.setdefault(key, report)
        return found

    def _missing(self, history: History, key: str, receipt: Event) -> list[str]:
        awaited = sorted(history.settings.required - {self.acknowledgement})
        return [name for name in awaited if not _before(history.outcomes.get((name, key), []), receipt)]


def _before(events: list[Event], receipt: Event) -> bool:
    return bool(events) and events[0].sequence < receipt.sequence


def _given_up(history: History, key: str, receipt: Event) -> bool:
    reports = (*history.dead_letters.get(key, ()), *history.rejections.get(key, ()))
    return any(report.sequence < receipt.sequence and report.data.get("reason") for report in reports)
