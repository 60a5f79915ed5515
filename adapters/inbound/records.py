"""What can be read of the queue."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic_core import from_json

from ..clock import Clock
from .job import Attempt, DeadLetter, Job, JobState, Outlook, Queue
from .leases import Leases
from .sessions import QueueDatabase, Row

_OUTLOOK = """
SELECT CAST(? AS TEXT) AS kind,
    (SELECT min(available_at) FROM jobs WHERE state = 'ready' AND kind = ?) AS first_at,
    (SELECT min(available_at) FROM jobs WHERE state = 'ready' AND kind = ? AND available_at > ?) AS next_at
"""


class Records:
    """The readable side of a store."""

    def __init__(self, database: QueueDatabase, clock: Clock, leases: Leases) -> None:
        self._database = database
        self._clock = clock
        self._leases = leases

    def rejections(self, limit: int = 100) -> list[tuple[str, str]]:
        """Return digest and reason of the deliveries parked last."""
        query = "SELECT digest, reason FROM rejections ORDER BY rejected_at DESC, digest LIMIT ?"
        return [(row["digest"], row["reason"]) for row in self._database.run(query, (limit,))]

    def totals(self) -> dict[str, float]:
        """Return the running totals by name."""
        return {row["name"]: row["amount"] for row in self._database.run("SELECT * FROM totals ORDER BY name")}

    def queue(self) -> Queue:
        """Return how many jobs are in each state."""
        jobs = {row["state"]: row["jobs"] for row in self._database.run("SELECT * FROM counts")}
        oldest = self._database.run("SELECT min(accepted_at) AS oldest FROM jobs WHERE state IN ('ready', 'leased')")
        return Queue(**jobs, oldest_accepted_at=oldest[0]["oldest"])

    def outlook(self, kinds: Sequence[str]) -> Outlook:
        """Return which jobs are due, and when the next one is; ``kinds`` are all that matter, at least one."""
        now = self._clock.now()
        values = [value for kind in kinds for value in (kind, kind, kind, now)]
        rows = self._database.run(" UNION ALL ".join([_OUTLOOK] * len(kinds)), tuple(values))
        due = frozenset(row["kind"] for row in rows if row["first_at"] is not None and row["first_at"] <= now)
        waits = [row["next_at"] - now for row in rows if row["next_at"] is not None]
        return Outlook(due, min(waits, default=None))

    def next_lapse_seconds(self) -> float | None:
        """Return in how many seconds a lease lapses; of other processes', those count that the last ``expire`` saw."""
        return self._leases.next_seconds()

    def find(self, key: str) -> Job | None:
        """Return the job with this key."""
        rows = self._database.run("SELECT * FROM jobs WHERE key = ?", (key,))
        return job_of(rows[0]) if rows else None

    def history(self, key: str) -> list[Attempt]:
        """Return every delivery of a job and how it ended, the first one first."""
        rows = self._database.run(
            "SELECT attempts.* FROM attempts JOIN jobs ON jobs.sequence = attempts.job WHERE jobs.key = ? "
            "ORDER BY attempts.lease",
            (key,),
        )
        return [Attempt(row["lease"], row["started_at"], row["ended_at"], row["outcome"], row["error"]) for row in rows]


def job_of(row: Row) -> Job:
    """Return the job in a row of ``jobs``."""
    return Job(
        sequence=row["sequence"],
        key=row["key"],
        kind=row["kind"],
        lane=row["lane"],
        payload=from_json(row["payload"]),
        state=JobState(row["state"]),
        accepted_at=row["accepted_at"],
        life_began_at=row["life_began_at"],
        available_at=row["available_at"],
        lease=row["lease"],
        leased_at=row["leased_at"],
        lease_until=row["lease_until"],
        receives=row["receives"],
        replays=row["replays"],
        probes=row["probes"],
        last_error=row["last_error"],
    )


def letter_of(row: Row) -> DeadLetter:
    """Return the dead letter in a row of ``jobs``."""
    return DeadLetter(
        key=row["key"],
        reason=row["last_error"],
        receives=row["receives"],
        dead_since=row["ended_at"],
        replays=row["replays"],
        probes=row["probes"],
        system=row["error_system"],
    )
