"""Rows of the table ``jobs``, as what they stand for."""

from __future__ import annotations

import json
import sqlite3

from .job import DeadLetter, Job, JobState


def job_of(row: sqlite3.Row) -> Job:
    """Return the job in a row of ``jobs``."""
    return Job(
        sequence=row["sequence"],
        key=row["key"],
        kind=row["kind"],
        lane=row["lane"],
        payload=json.loads(row["payload"]),
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


def letter_of(row: sqlite3.Row) -> DeadLetter:
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
