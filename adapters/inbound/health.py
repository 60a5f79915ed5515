"""What the workers want to know of the systems before they take a job."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Health(Protocol):
    """How the systems are doing, as far as anybody here can tell."""

    def wait_seconds(self, kind: str) -> float:
        """Return how long jobs of ``kind`` should be left alone; 0 when they can be tried now."""
        ...

    def is_well(self, kind: str) -> bool:
        """Return whether all that jobs of ``kind`` cannot do without is well; else one at a time is tried."""
        ...

    def systems(self) -> Sequence[str]:
        """Return the systems that are watched, by the names that errors carry."""
        ...

    def recovered_at(self, system: str) -> float | None:
        """Return since when ``system`` is well, in seconds since the epoch; ``None`` while it is not."""
        ...

    def probe_in_seconds(self, system: str) -> float:
        """Return how long an ailing ``system`` must be left alone; 0 when one job can try it."""
        ...
