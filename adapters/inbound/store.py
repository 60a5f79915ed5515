"""The durable queue: what was accepted, who works on it, what became of it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Self

from ..clock import Clock
from ..stores.errors import EventReused, LeaseLost, QueueFull
from ..stores.sqlite import Synchronous
from .database import IN_MEMORY, add_to_totals
from .dead_letters import DeadLetters
from .job import TRANSITIONS, Cause, Job, NewJob
from .leases import SKEW_SECONDS, Leases
from .opening import open_queue
from .records import Records, job_of
from .sessions import Session
from .steps import Steps

if TYPE_CHECKING:
    from .settings import JobSettings

DEPTH_MAX = 100_000

_INSERT = """
INSERT INTO jobs (key, kind, lane, payload, accepted_at, life_began_at, available_at)
VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING
"""
_REMEMBER_EVENT = """
INSERT INTO events (id, job) SELECT CAST(? AS TEXT), sequence FROM jobs WHERE key = ? ON CONFLICT (id) DO NOTHING
"""
_LEASE = """
UPDATE jobs SET state = :after, lease = lease + 1, receives = receives + 1, leased_at = :now, lease_until = :until
WHERE sequence IN (
    SELECT sequence FROM jobs
    WHERE state = 'ready' AND kind = :kind AND available_at <= :now AND NOT EXISTS (
        SELECT 1 FROM jobs AS other
        WHERE other.lane = jobs.lane AND other.state IN ('ready', 'leased') AND other.sequence <> jobs.sequence
          AND (other.state = 'leased' OR other.sequence < jobs.sequence)
    )
    ORDER BY available_at, sequence LIMIT :limit
)
RETURNING *
"""
_LEASED = "SELECT * FROM jobs WHERE state = 'leased'"
_LEASES = "SELECT sequence, lease, lease_until FROM jobs WHERE state = 'leased'"

_BEGIN_ANEW = """
UPDATE jobs SET available_at = available_at - coalesce(ended_at, accepted_at) + :now, ended_at = :now
WHERE state = 'ready' AND available_at > :now AND coalesce(ended_at, accepted_at) > :now
"""

_MOVE = """
UPDATE jobs SET state = :after, available_at = :available_at, ended_at = :now, last_error = :error,
    payload = CASE WHEN :after IN ('done', 'review') THEN '{}' ELSE payload END,
    error_system = :system, error_transient = :transient, receives = receives - :uncounted
WHERE sequence = :sequence AND state = :before AND lease = :lease
"""


class Store(Records):
    """A queue with leases, recorded steps, dead letters and running totals.

    Every method is one short transaction. The clock decides what is due and which lease has lapsed. After it was set
    back, what was postponed at a time that has yet to come begins its pause anew.

    Args:
        path: an SQLite file, ``:memory:``, or the URI of a PostgreSQL database.
        clock: seconds since the epoch.
        lease_seconds: how long a received job is hidden from other workers.
        depth_max: unfinished jobs beyond which ``enqueue`` refuses.
        receives_max: deliveries after which a job whose lease lapses is given up.
        synchronous: SQLite's; see ``Database``.

    Raises:
        SchemaMismatch, StoreUnavailable: the database cannot be used. ``StoreUnavailable`` can also come from
            every method; nothing is written then.
    """

    def __init__(
        self,
        path: str,
        *,
        clock: Clock,
        lease_seconds: float = 300.0,
        depth_max: int = DEPTH_MAX,
        receives_max: int = 12,
        synchronous: Synchronous = "FULL",
    ) -> None:
        super().__init__(open_queue(path, clock, synchronous), clock, Leases(clock, lease_seconds))
        self._lease_seconds = lease_seconds
        self._is_alone = path == IN_MEMORY  # nobody else can lease what is in there, so every lease is known here
        self._ahead_seconds: float | None = None  # how far the time of day was ahead of the steady clock
        self._depth_max = depth_max
        self._receives_max = receives_max
        self.steps = Steps(self._database, clock)
        self.dead = DeadLetters(self._database, clock)

    @classmethod
    def of(
        cls,
        path: str,
        settings: JobSettings,
        clock: Clock,
        *,
        synchronous: Synchronous,
        depth_max: int = DEPTH_MAX,
    ) -> Self:
        """Open the queue of a service; see the class."""
        return cls(
            path,
            clock=clock,
            lease_seconds=settings.lease_seconds,
            depth_max=depth_max,
            receives_max=settings.attempts_max,
            synchronous=synchronous,
        )

    def enqueue(
        self,
        new: NewJob,
        *,
        event_id: str | None = None,
        capped: bool = True,
        totals: Mapping[str, float] | None = None,
    ) -> bool:
        """Queue a job durably; return ``False`` when its key or event is known already.

        Args:
            new: the job.
            event_id: the vendor's id of the event that asks for it, remembered as long as the job is.
            capped: ``False`` for a job that follows from one already accepted.
            totals: added when the job is new.

        Raises:
            EventReused: the event id belongs to another job.
            QueueFull: the queue is at its depth; nothing was written.
        """
        with self._database.transaction() as connection:
            is_new = self._insert(connection, new)
            if event_id is not None:
                _remember_event(connection, event_id, new.key)
            if is_new and capped:
                self._refuse_when_full(connection)
            if is_new:
                add_to_totals(connection, totals or {})
            return is_new

    def _refuse_when_full(self, connection: Session) -> None:
        waiting = "SELECT CAST(sum(jobs) AS BIGINT) AS depth FROM counts WHERE state IN ('ready', 'leased')"
        depth: int = connection.execute(waiting).fetchone()["depth"]
        if depth > self._depth_max:
            raise QueueFull(f"{depth - 1} jobs wait; the queue holds {self._depth_max}")

    def _insert(self, connection: Session, new: NewJob) -> bool:
        now = self._clock.now()
        payload = _ENCODER.encode(dict(new.payload))
        values = (new.key, new.kind, new.lane, payload, now, now, now + new.delay_seconds)
        return connection.execute(_INSERT, values).rowcount > 0

    def receive(self, limit: int, kinds: Sequence[str]) -> list[Job]:
        """Lease up to ``limit`` due jobs of ``kinds``, the first kind first, at most one per lane.

        A job whose lane is busy, or holds an earlier unfinished job, waits. Call ``expire`` first, so that
        lapsed leases are on offer again.
        """
        received: list[Job] = []
        for kind in kinds:
            if len(received) < limit:
                received += self._lease(kind, limit - len(received))
        return received

    def _lease(self, kind: str, limit: int) -> list[Job]:
        now, after = self._clock.now(), TRANSITIONS["received"][1]
        values = {"kind": kind, "limit": limit, "now": now, "until": now + self._lease_seconds, "after": after}
        leased = [job_of(row) for row in self._database.run(_LEASE, values)]
        for job in leased:
            self._leases.take(job)
        return sorted(leased, key=lambda job: (job.available_at, job.sequence))

    def expire(self) -> list[Job]:
        """Take back every lapsed lease: the job is ready again, or dead after its last receive."""
        self._follow_the_clock()
        if self._is_alone and not self._leases.has_lapsed():
            return []
        if not self._leases.lapsed(self._database.run(_LEASES)):
            return []
        cause = Cause("LeaseLapsed", "the worker did not finish in time, or died")
        with self._database.transaction() as connection:
            lapsed = [job_of(row) for row in self._leases.lapsed(connection.execute(_LEASED).fetchall())]
            taken_back = [self._take_back(connection, job, cause) for job in lapsed]
        for job in lapsed:
            self._leases.drop(job)
        return taken_back

    def _follow_the_clock(self) -> None:
        now = self._clock.now()
        known, self._ahead_seconds = self._ahead_seconds, now - self._clock.steady()
        if known is None or self._ahead_seconds < known - SKEW_SECONDS:
            self._database.change(_BEGIN_ANEW, {"now": now})

    def _take_back(self, connection: Session, job: Job, cause: Cause) -> Job:
        transition = "exhausted" if job.receives >= self._receives_max else "lapsed"
        self._move(connection, job, transition, cause=cause)
        return job_of(connection.execute("SELECT * FROM jobs WHERE sequence = ?", (job.sequence,)).fetchone())

    def acknowledge(self, job: Job, totals: Mapping[str, float] | None = None) -> None:
        """Finish ``job`` and add ``totals``; its payload and what its steps recorded are erased.

        Raises:
            LeaseLost: the lease lapsed; nothing was written.
        """
        self._finish(job, "acknowledged", None, totals or {})

    def hand_over(self, job: Job, reason: str, totals: Mapping[str, float] | None = None) -> None:
        """Finish ``job`` because a person has it now; ``reason`` says why.

        Raises:
            LeaseLost: the lease lapsed; nothing was written.
        """
        self._finish(job, "reviewed", Cause("HumanReview", reason), totals or {})

    def _finish(self, job: Job, transition: str, cause: Cause | None, totals: Mapping[str, float]) -> None:
        with self._database.transaction() as connection:
            self._move(connection, job, transition, cause=cause)
            connection.execute("UPDATE steps SET result = NULL WHERE job = ?", (job.sequence,))
            add_to_totals(connection, totals)
        self._leases.drop(job)

    def postpone(self, job: Job, until: float, reason: Cause, *, counted: bool = True) -> None:
        """Give ``job`` back until the time ``until``.

        Args:
            job: as it was received.
            until: seconds since the epoch.
            reason: why.
            counted: ``False`` when nothing was tried, so that this receive is not held against the job.

        Raises:
            LeaseLost: the lease lapsed; nothing was written.
        """
        with self._database.transaction() as connection:
            self._move(connection, job, "postponed", cause=reason, available_at=until, counted=counted)
        self._leases.drop(job)

    def bury(self, job: Job, reason: Cause) -> None:
        """Give ``job`` up.

        Raises:
            LeaseLost: the lease lapsed; nothing was written.
        """
        with self._database.transaction() as connection:
            self._move(connection, job, "buried", cause=reason)
        self._leases.drop(job)

    def _move(
        self,
        connection: Session,
        job: Job,
        transition: str,
        *,
        cause: Cause | None,
        available_at: float | None = None,
        counted: bool = True,
    ) -> None:
        before, after = TRANSITIONS[transition]
        now = self._clock.now()
        moved = connection.execute(
            _MOVE,
            {
                "after": after.value,
                "before": before.value,
                "sequence": job.sequence,
                "lease": job.lease,
                "now": now,
                "available_at": now if available_at is None else available_at,
                "error": None if cause is None else str(cause),
                "system": None if cause is None else cause.system,
                "transient": cause is not None and cause.transient,
                "uncounted": 0 if counted else 1,
            },
        ).rowcount
        if not moved:
            raise LeaseLost(f"{job.key}: delivery {job.lease} is no longer the valid one")
        _remember(connection, job, transition, now, cause)

    def reject(self, digest: str, reason: str) -> None:
        """Park a delivery that was genuine and not understood, by the digest of its body."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO rejections (digest, reason, rejected_at) VALUES (?, ?, ?) "
                "ON CONFLICT (digest) DO UPDATE SET deliveries = rejections.deliveries + 1",
                (digest, reason, self._clock.now()),
            )
            add_to_totals(connection, {"rejected": 1})

    def count(self, totals: Mapping[str, float]) -> None:
        """Add to the running totals."""
        with self._database.transaction() as connection:
            add_to_totals(connection, totals)

    def forget(self, before: float, limit: int = 1000) -> int:
        """Erase rejections and up to ``limit`` jobs that ended well before a time; return how many jobs."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM rejections WHERE rejected_at < ?", (before,))
            return connection.execute(
                "DELETE FROM jobs WHERE sequence IN (SELECT sequence FROM jobs "
                "WHERE state IN ('done', 'review') AND ended_at < ? ORDER BY ended_at LIMIT ?)",
                (before, limit),
            ).rowcount

    def close(self) -> None:
        """Close the database; a second call does nothing."""
        self._database.close()


_ENCODER = json.JSONEncoder(sort_keys=True)


def _remember_event(connection: Session, event_id: str, key: str) -> None:
    if connection.execute(_REMEMBER_EVENT, (event_id, key)).rowcount > 0:
        return
    query = "SELECT jobs.key FROM events JOIN jobs ON jobs.sequence = events.job WHERE events.id = ?"
    known = connection.execute(query, (event_id,)).fetchone()["key"]
    if known != key:
        raise EventReused(f"event {event_id} already asked for {known}, and now asks for {key}")


def _remember(connection: Session, job: Job, transition: str, now: float, cause: Cause | None) -> None:
    connection.execute(
        "INSERT INTO attempts VALUES (?, ?, ?, ?, ?, ?)",
        (job.sequence, job.lease, job.leased_at, now, transition, None if cause is None else str(cause)),
    )
