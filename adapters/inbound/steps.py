"""What is known of a job's steps, so that the next delivery knows what is done and what is in doubt."""

from __future__ import annotations

from collections.abc import Mapping

from ..clock import Clock
from ..stores.errors import LeaseLost
from .database import add_to_totals
from .job import Job, Step, StepState
from .sessions import QueueDatabase

_BEGIN = """
INSERT INTO steps (job, name, begun_at) SELECT sequence, :name, :now FROM jobs
WHERE sequence = :job AND state = 'leased' AND lease = :lease
ON CONFLICT DO NOTHING
"""
_KNOWN = """
SELECT finished_at, result FROM steps JOIN jobs ON jobs.sequence = steps.job
WHERE job = :job AND name = :name AND state = 'leased' AND lease = :lease
"""
_FINISH = """
UPDATE steps SET finished_at = :now, result = :result WHERE job = :job AND name = :name
AND EXISTS (SELECT 1 FROM jobs WHERE sequence = :job AND state = 'leased' AND lease = :lease)
"""
_ABANDON = """
DELETE FROM steps WHERE job = :job AND name = :name AND finished_at IS NULL
AND EXISTS (SELECT 1 FROM jobs WHERE sequence = :job AND state = 'leased' AND lease = :lease)
"""


class Steps:
    """The recorded steps of the jobs; without a valid lease nothing is written.

    ``begin`` and ``finish`` raise ``LeaseLost`` then.
    """

    def __init__(self, database: QueueDatabase, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def begin(self, job: Job, name: str) -> Step:
        """Record that a step is about to be taken; return what was known of it before."""
        values = self._values(job, name)
        if self._database.change(_BEGIN, values):
            return Step(StepState.NEW)
        known = self._database.run(_KNOWN, values)
        if not known:
            raise _lost(job)
        in_doubt = known[0]["finished_at"] is None
        return Step(StepState.IN_DOUBT if in_doubt else StepState.DONE, known[0]["result"])

    def finish(self, job: Job, name: str, result: str | None = None, totals: Mapping[str, float] | None = None) -> None:
        """Record that a step is done, what came of it, and what it adds to the totals."""
        values = {**self._values(job, name), "result": result}
        if not totals:
            if not self._database.change(_FINISH, values):
                raise _lost(job)
            return
        with self._database.transaction() as connection:
            if not connection.execute(_FINISH, values).rowcount:
                raise _lost(job)
            add_to_totals(connection, totals)

    def abandon(self, job: Job, name: str) -> None:
        """Forget that a step was begun, because it is certain that it had no effect; a finished one stays."""
        self._database.change(_ABANDON, self._values(job, name))

    def _values(self, job: Job, name: str) -> dict[str, object]:
        return {"job": job.sequence, "lease": job.lease, "name": name, "now": self._clock.now()}


def _lost(job: Job) -> LeaseLost:
    return LeaseLost(f"{job.key}: delivery {job.lease} is no longer the valid one")
