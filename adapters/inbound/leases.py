"""For how much longer a received job is hidden from others."""

from __future__ import annotations

from collections.abc import Sequence

from ..clock import Clock
from .job import Job
from .sessions import Row

SKEW_SECONDS = 5.0
"""A lease that has this much more left than any lease has was given before the clock was set back."""


class Leases:
    """The leases on the jobs of one store.

    Those that this process was given it counts itself, so that nothing is taken from a worker because the time of day
    was set. Of the others, given to another process or before a restart, only the time of day is known at which they
    lapse.

    Args:
        clock: see there.
        lease_seconds: how long every lease lasts.
    """

    def __init__(self, clock: Clock, lease_seconds: float) -> None:
        self._clock = clock
        self._lease_seconds = lease_seconds
        self._ours: dict[tuple[int, int], float] = {}
        self._others: dict[tuple[int, int], float] = {}

    def take(self, job: Job) -> None:
        """Count a lease that begins now."""
        self._ours[job.sequence, job.lease] = self._clock.steady() + self._lease_seconds

    def drop(self, job: Job) -> None:
        """Count a lease no more."""
        for leases in (self._ours, self._others):
            leases.pop((job.sequence, job.lease), None)

    def lapsed(self, leased: Sequence[Row]) -> list[Row]:
        """Take note of all the leases that there are, and return those that have lapsed.

        Args:
            leased: ``sequence``, ``lease`` and ``lease_until`` of every leased job.
        """
        found = {(row["sequence"], row["lease"]): row["lease_until"] for row in leased}
        if self._others or found.keys() != self._ours.keys():
            self._ours = {key: ends_at for key, ends_at in self._ours.items() if key in found}
            self._others = {key: until for key, until in found.items() if key not in self._ours}
        if not self.has_lapsed():
            return []
        return [row for row in leased if self._left_seconds((row["sequence"], row["lease"])) <= 0.0]

    def has_lapsed(self) -> bool:
        """Return whether one of the leases that are known here has lapsed."""
        next_seconds = self.next_seconds()
        return next_seconds is not None and next_seconds <= 0.0

    def next_seconds(self) -> float | None:
        """Return in how many seconds a lease lapses, of those noted and those taken since; ``None`` without any."""
        first = next(iter(self._ours), None)  # all last equally long, so the one that was taken first
        keys = self._others if first is None else (first, *self._others)
        return min(map(self._left_seconds, keys), default=None)

    def _left_seconds(self, key: tuple[int, int]) -> float:
        ends_at = self._ours.get(key)
        if ends_at is not None:
            return ends_at - self._clock.steady()
        seconds = self._others[key] - self._clock.now()
        return seconds if seconds <= self._lease_seconds + SKEW_SECONDS else 0.0
