"""Asynchronous jobs: work that a caller starts and whose progress it asks for, on the world's clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from .problem import Problem
from .store import Record

if TYPE_CHECKING:
    from .system import System

COLLECTION = "_jobs"
APPOINTMENT = "job.step"


class JobState(StrEnum):
    """Where a job stands."""

    QUEUED = "queued"
    WORKING = "working"
    COMPLETED = "completed"
    FAILED = "failed"
    ABORTED = "aborted"


class JobEvent(StrEnum):
    """What can happen to a job."""

    BEGIN = "begin"
    STEP = "step"
    FINISH = "finish"
    FAIL = "fail"
    ABORT = "abort"


TRANSITIONS: Mapping[tuple[JobState, JobEvent], JobState] = {
    (JobState.QUEUED, JobEvent.BEGIN): JobState.WORKING,
    (JobState.QUEUED, JobEvent.ABORT): JobState.ABORTED,
    (JobState.WORKING, JobEvent.STEP): JobState.WORKING,
    (JobState.WORKING, JobEvent.FINISH): JobState.COMPLETED,
    (JobState.WORKING, JobEvent.FAIL): JobState.FAILED,
    (JobState.WORKING, JobEvent.ABORT): JobState.ABORTED,
}
"""Every move that a job can make; what is not here does not happen."""
ENDED = frozenset({JobState.COMPLETED, JobState.FAILED, JobState.ABORTED})


class JobFailed(Exception):
    """Raised by a work function: the whole job fails with this reason."""


@dataclass(frozen=True)
class Pace:
    """How fast a vendor works jobs off.

    Args:
        queue_seconds: how long a job waits before it begins.
        step_seconds: how long one step takes.
        items_per_step: how many items are worked on in one step.
    """

    queue_seconds: float = 1.0
    step_seconds: float = 1.0
    items_per_step: int = 100


Work = Callable[[Mapping[str, Any], Any], Any]
"""Does one item of a job: gets the job's arguments and the item, returns the item's result."""
Observer = Callable[[Record], None]


class Jobs:
    """All jobs of a simulator.

    A job is a record of the store's ``_jobs`` collection and its next step is an appointment, so a snapshot carries
    both. Its items are worked on as virtual time passes: effects appear step by step, not all at once.

    Args:
        system: the simulator; make its jobs in ``begin``.
        work: what jobs do, by name; functions cannot be part of a snapshot, their names can.
        pace: how fast.
        observe: told of every job that has moved.
    """

    def __init__(
        self,
        system: System,
        work: Mapping[str, Work],
        pace: Pace | None = None,
        observe: Observer | None = None,
    ) -> None:
        self._system = system
        self._work = dict(work)
        self._pace = pace or Pace()
        self._observe = observe or (lambda job: None)
        system.agenda.handle(APPOINTMENT, self._advance)

    def submit(self, work: str, items: Sequence[Any], job_id: str | None = None, **arguments: Any) -> Record:
        """Queue a job and return its record.

        Args:
            work: name of the work function.
            items: what it is to be called with, one by one; plain values only.
            job_id: the vendor's id; a UUID by default.
            arguments: passed to every call; plain values only.
        """
        assert work in self._work, f"no work is called {work!r}; there are {', '.join(sorted(self._work))}"
        now = self._system.clock.now()
        job: dict[str, Any] = {
            "id": job_id or self._system.ids.uuid(),
            "work": work,
            "state": JobState.QUEUED.value,
            "items": tuple(items),
            "arguments": arguments,
            "results": (),
            "error": None,
            "created_at": now,
            "begun_at": None,
            "ended_at": None,
        }
        self._system.store[COLLECTION].put(job["id"], job)
        self._plan(job["id"], self._pace.queue_seconds)
        return job

    def get(self, job_id: str) -> Record | None:
        """Return a job; ``len(job["results"])`` of ``len(job["items"])`` are done."""
        return self._system.store[COLLECTION].get(job_id)

    def all(self) -> list[Record]:
        """Return every job, oldest first."""
        return list(self._system.store[COLLECTION])

    def abort(self, job_id: str) -> bool:
        """Stop a job where it stands; return whether it was still to be stopped."""
        job = self.get(job_id)
        if job is None or (JobState(job["state"]), JobEvent.ABORT) not in TRANSITIONS:
            return False
        self._move(job, JobEvent.ABORT)
        return True

    def _plan(self, job_id: str, seconds: float) -> None:
        self._system.agenda.plan(self._system.clock.now() + seconds, APPOINTMENT, {"job": job_id})

    def _advance(self, data: Mapping[str, Any]) -> None:
        job = self.get(data["job"])
        if job is None or JobState(job["state"]) in ENDED:
            return
        if job["state"] == JobState.QUEUED:
            self._move(job, JobEvent.BEGIN)
            self._plan(job["id"], self._pace.step_seconds)
            return
        results, failure = self._step(job)
        if failure is not None:
            self._move(job, JobEvent.FAIL, results=results, error=failure)
        elif len(results) >= len(job["items"]):
            self._move(job, JobEvent.FINISH, results=results)
        else:
            self._move(job, JobEvent.STEP, results=results)
            self._plan(job["id"], self._pace.step_seconds)

    def _step(self, job: Record) -> tuple[tuple[Any, ...], str | None]:
        """Work on the next items; return the results so far and, if it failed, why."""
        work, results = self._work[job["work"]], list(job["results"])
        for item in job["items"][len(results) : len(results) + self._pace.items_per_step]:
            try:
                results.append(work(job["arguments"], item))
            except (JobFailed, Problem) as error:
                return tuple(results), str(error)
        return tuple(results), None

    def _move(self, job: Record, event: JobEvent, **changes: Any) -> None:
        state = TRANSITIONS[JobState(job["state"]), event]
        now = self._system.clock.now()
        if event is JobEvent.BEGIN:
            changes["begun_at"] = now
        if state in ENDED:
            changes["ended_at"] = now
        self._observe(self._system.store[COLLECTION].update(job["id"], {"state": state.value, **changes}))
