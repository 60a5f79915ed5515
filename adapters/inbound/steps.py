"""What is known of a job's steps, so that the next delivery knows what is done and what is in doubt."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from ..clock import Clock
from .database import Database, LeaseLost, add_to_totals
from .job import Job, Step, StepState


class Steps:
    """The recorded steps of the jobs; every method needs a valid lease, else it raises ``LeaseLost``."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, job: Job, name: str) -> Step:
        """Record that a step is about to be taken; return what was known of it before."""
        with self._database.transaction() as connection:
            _check_lease(connection, job)
            row = connection.execute(
                "SELECT finished_at, result FROM steps WHERE job = ? AND name = ?", (job.sequence, name)
            ).fetchone()
            if row is not None:
                return Step(StepState.IN_DOUBT if row["finished_at"] is None else StepState.DONE, row["result"])
            connection.execute(
                "INSERT INTO steps (job, name, begun_at) VALUES (?, ?, ?)",
                (job.sequence, name, self._clock.now()),
            )
            return Step(StepState.NEW)

    def finish(self, job: Job, name: str, result: str | None = None, totals: Mapping[str, float] | None = None) -> None:
        """Record that a step is done, what came of it, and what it adds to the totals."""
        with self._database.transaction() as connection:
            _check_lease(connection, job)
            connection.execute(
                "UPDATE steps SET finished_at = ?, result = ? WHERE job = ? AND name = ?",
                (self._clock.now(), result, job.sequence, name),
            )
            add_to_totals(connection, totals or {})

    def abandon(self, job: Job, name: str) -> None:
        """Forget that a step was begun, because it is certain that it had no effect."""
        with self._database.transaction() as connection:
            _check_lease(connection, job)
            connection.execute(
                "DELETE FROM steps WHERE job = ? AND name = ? AND finished_at IS NULL", (job.sequence, name)
            )


def _check_lease(connection: sqlite3.Connection, job: Job) -> None:
    query = "SELECT 1 FROM jobs WHERE sequence = ? AND state = 'leased' AND lease = ?"
    if connection.execute(query, (job.sequence, job.lease)).fetchone() is None:
        raise LeaseLost(f"{job.key}: delivery {job.lease} is no longer the valid one")
