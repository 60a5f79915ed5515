"""How far a run is, how fast it gets on, and when it will end if it goes on like this."""

from __future__ import annotations

from dataclasses import dataclass

BAR_WIDTH = 30


@dataclass(frozen=True, slots=True)
class Progress:
    """A run at one moment.

    Args:
        done: items that are settled.
        total: items that there are; ``None`` while the source has not told.
        worked_seconds: how long that took, pauses between windows left out.
        now: seconds since the epoch.
    """

    done: int
    total: int | None
    worked_seconds: float
    now: float

    @property
    def rate(self) -> float:
        """Items per second."""
        return self.done / self.worked_seconds if self.worked_seconds > 0 else 0.0

    @property
    def eta_seconds(self) -> float | None:
        """How much longer it takes at this rate; ``None`` when nobody can tell."""
        if self.total is None:
            return None
        left = max(self.total - self.done, 0)
        if left == 0:
            return 0.0
        return left / self.rate if self.rate > 0 else None

    @property
    def ends_at(self) -> float | None:
        """When it ends at this rate, in seconds since the epoch; ``None`` when nobody can tell."""
        seconds = self.eta_seconds
        return None if seconds is None else self.now + seconds

    @property
    def share(self) -> float | None:
        """Which part is done; ``None`` while the total is unknown."""
        if self.total is None:
            return None
        return min(1.0, self.done / self.total) if self.total else 1.0

    @property
    def bar(self) -> str:
        """The progress as a bar of text; question marks while the total is unknown."""
        share = self.share
        if share is None:
            return f"[{'?' * BAR_WIDTH}] {self.done}"
        full = int(share * BAR_WIDTH)
        return f"[{'#' * full}{'.' * (BAR_WIDTH - full)}] {self.done}/{self.total} {share:.0%}"
