"""For how much longer a received job is hidden from others."""

from __future__ import annotations

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

    def take(self, job: Job) -> None:
        """Count a lease that begins now."""
        self._ours[job.sequence, job.lease] = self._clock.steady() + self._lease_seconds

    def drop(self, job: Job) -> None:
        """Count a lease no more."""
        self._ours.pop((job.sequence, job.lease), None)

    def left_seconds(self, leased: Row) -> float:
        """Return how much is left of a lease; nothing, or less, when it has lapsed.

        Args:
            leased: ``sequence``, ``lease`` and ``lease_until`` of a leased job.
        """
        ends_at = self._ours.get((leased["sequence"], leased["lease"]))
        if ends_at is not None:
            return ends_at - self._clock.steady()
        seconds: float = leased["lease_until"] - self._clock.now()
        return seconds if seconds <= self._lease_seconds + SKEW_SECONDS else 0.0
