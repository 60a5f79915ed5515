"""How far a batch has come: everything that it needs to go on after it died, and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field


class Durable(BaseModel):
    """Base of what is stored: frozen, strict, unknown fields refused."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Outcome(StrEnum):
    """What became of an item."""

    APPLIED = "applied"
    REJECTED = "rejected"
    SKIPPED = "skipped"


class Settled(Durable):
    """What became of an item, and when; remembered under the item's key and content.

    Args:
        run: the run in which that was found out.
        chunk: the chunk of that run.
        rejected_for: the reason, for an item that was rejected.
    """

    run: str
    chunk: int
    rejected_for: str | None = None

    @property
    def outcome(self) -> Outcome:
        """What it counts as in its own run."""
        return Outcome.APPLIED if self.rejected_for is None else Outcome.REJECTED


class Account(Durable):
    """What came in and what became of it.

    Args:
        applied: items that were changed as was decided.
        rejected: items that never will be, each with a reason.
        skipped: items that an earlier run had settled, unchanged since.
        repeated: items that the source told again; they are in the account once.
        reasons: how often each reason was given.
    """

    applied: int = 0
    rejected: int = 0
    skipped: int = 0
    repeated: int = 0
    reasons: Mapping[str, int] = Field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many different items came in."""
        return self.applied + self.rejected + self.skipped

    def plus(self, outcomes: Iterable[Outcome], reasons: Iterable[str], repeated: int) -> Account:
        """Return the account with another chunk in it."""
        found = Counter(outcomes)
        return Account(
            applied=self.applied + found[Outcome.APPLIED],
            rejected=self.rejected + found[Outcome.REJECTED],
            skipped=self.skipped + found[Outcome.SKIPPED],
            repeated=self.repeated + repeated,
            reasons=summed(self.reasons, reasons),
        )


class Position(Durable):
    """Where a run stands; times are seconds since the epoch.

    Args:
        day: the day whose window it began in.
        repeat: how many runs that day has had, this one included.
        since, until: what it is about: items that came between these times.
        due_at: when its result was promised.
        reading: the source's id of what is read; ``None`` before the first page.
        cursor: where the next page begins.
        read: how many items of this reading are behind the cursor.
        expected: how many different ones there are, as far as the source tells.
        exhausted: whether the last page is behind the cursor.
        chunk: how many chunks are done.
        load: the target's id of the load that is under way, for the chunk at the cursor.
        account, labels: what the chunks before the cursor came to.
        worked_seconds: how long the run has been worked on.
        escalated: whether somebody was told that it will be, or is, late.
        finished_at: when it ended.
    """

    day: str
    repeat: int = 1
    since: float
    until: float
    due_at: float
    reading: str | None = None
    cursor: str = ""
    read: int = 0
    expected: int | None = None
    exhausted: bool = False
    chunk: int = 0
    load: str | None = None
    account: Account = Account()
    labels: Mapping[str, int] = Field(default_factory=dict)
    worked_seconds: float = 0.0
    escalated: bool = False
    finished_at: float | None = None

    @property
    def run(self) -> str:
        """What this run is called: the day, and the number of the run when there was one before."""
        return self.day if self.repeat == 1 else f"{self.day}.{self.repeat}"

    @property
    def finished(self) -> bool:
        """Whether there is nothing left to do."""
        return self.finished_at is not None

    def moved(self, **changes: object) -> Position:
        """Return the position with changes."""
        return self.model_copy(update=changes)


def summed(counts: Mapping[str, int], names: Iterable[str]) -> dict[str, int]:
    """Return ``counts`` with each name counted once more, the names in their order."""
    return dict(sorted((Counter(counts) + Counter(names)).items()))
