"""I24 batch-accounting.

A batch's own account is right: in every report named ``report`` the rows are those applied, rejected and skipped,
together; over all reports, what was applied, with what was skipped as applied before, covers exactly the events with
all required outcomes in the ledger of effects, and what was rejected exactly those that were given up with a
reason. A batch that died before its report is made up for by what the next one skips. Exercised once per report
of at least one row. Counting what was sent in place of what was taken fails when single items of a request are refused
(207), or some rows are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from windtunnel.kernel.journal import Event

from ..history import History
from ..verdict import Judgement, Violation
from .invariant import Invariant


class BatchAccounting(Invariant):
    """What goes in comes out, and is counted.

    Args:
        report: name of the report that the subject makes when a batch ends.
        rows: its field for how many rows there were.
        applied: for how many were applied.
        rejected: for how many were rejected, each with a reason.
        skipped: for how many had been applied before.
    """

    id: ClassVar = "I24"
    name: ClassVar = "batch-accounting"
    about: ClassVar = "rows are applied, rejected with a reason or skipped, and the account agrees with the ledger"
    report: str = "batch-finished"
    rows: str = "rows"
    applied: str = "applied"
    rejected: str = "rejected"
    skipped: str = "skipped"

    def judge(self, history: History) -> Judgement:
        """Audit the reports."""
        reports = history.transitions.get(self.report, [])
        counted = [report for report in reports if _count(report, self.rows)]
        violations = [violation for report in counted for violation in self._unbalanced(report)]
        if counted:
            violations += self._untrue(history, counted)
        return Judgement(len(counted), tuple(violations))

    def _unbalanced(self, report: Event) -> Iterator[Violation]:
        rows = _count(report, self.rows)
        parts = [_count(report, name) for name in (self.applied, self.rejected, self.skipped)]
        if rows != sum(parts):
            message = f"of {rows} rows {parts[0]} were applied, {parts[1]} rejected and {parts[2]} skipped"
            yield Violation(message, report.key, (report.sequence,))

    def _untrue(self, history: History, reports: Sequence[Event]) -> Iterator[Violation]:
        applied, rejected, skipped = (
            sum(_count(report, name) for report in reports) for name in (self.applied, self.rejected, self.skipped)
        )
        done = sum(1 for key in history.outcomes_by_key if history.has_required_outcomes(key))
        given_up = {*history.dead_letters, *history.rejections}
        refused = sum(1 for key in given_up if history.explained(key) and not history.has_required_outcomes(key))
        evidence = tuple(report.sequence for report in reports[-10:])
        if not applied <= done <= applied + skipped:
            message = f"{applied} rows are reported as applied and {skipped} as skipped; the ledger has {done}"
            yield Violation(message, None, evidence)
        if rejected != refused:
            message = f"{rejected} rows are reported as rejected; {refused} were given up with a reason"
            yield Violation(message, None, evidence)


def _count(report: Event, field: str) -> int:
    value = report.data.get(field, 0)
    return int(value) if isinstance(value, int | float) else 0
