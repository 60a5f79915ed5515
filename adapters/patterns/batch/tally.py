"""What became of one chunk's items, while it is gone through."""

from __future__ import annotations

from dataclasses import dataclass, field

from .position import Outcome, Position, Settled, summed


@dataclass(slots=True)
class Tally:
    """What became of a chunk's items.

    Args:
        run, chunk: which chunk it is.
        settled: by ``item_key``, what this run found out.
        skipped: items that an earlier run had settled.
        repeated: items that an earlier chunk of this run had settled, or that were told twice in this one.
        labels: of the decisions that were applied.
    """

    run: str
    chunk: int
    settled: dict[str, Settled] = field(default_factory=dict)
    skipped: int = 0
    repeated: int = 0
    labels: list[str] = field(default_factory=list)

    def recall(self, key: str, known: Settled) -> bool:
        """Take note of an item that was settled before; return whether that was in this very chunk."""
        if known.run != self.run:
            self.skipped += 1
        elif known.chunk != self.chunk:
            self.repeated += 1
        else:
            self.settled[key] = known
            return True
        return False

    def settle(self, key: str, rejected_for: str | None = None) -> Settled:
        """Take note of what became of an item now, and return it."""
        settled = self.settled[key] = Settled(run=self.run, chunk=self.chunk, rejected_for=rejected_for)
        return settled

    def changes(self, position: Position) -> dict[str, object]:
        """Return what this chunk changes of a position: its account and labels."""
        outcomes = [*(each.outcome for each in self.settled.values()), *([Outcome.SKIPPED] * self.skipped)]
        reasons = [each.rejected_for.partition(":")[0] for each in self.settled.values() if each.rejected_for]
        return {
            "account": position.account.plus(outcomes, reasons, self.repeated),
            "labels": summed(position.labels, self.labels),
        }
