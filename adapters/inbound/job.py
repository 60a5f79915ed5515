"""What the queue holds: jobs, the states they pass through, and why they stopped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from ..errors import IntegrationError, TransientError


class JobState(StrEnum):
    """Where a job is; ``done``, ``review`` and ``dead`` are final, but a dead letter can be replayed."""

    READY = "ready"
    LEASED = "leased"
    DONE = "done"
    REVIEW = "review"
    DEAD = "dead"


TRANSITIONS: Mapping[str, tuple[JobState, JobState]] = {
    "received": (JobState.READY, JobState.LEASED),
    "acknowledged": (JobState.LEASED, JobState.DONE),
    "reviewed": (JobState.LEASED, JobState.REVIEW),
    "postponed": (JobState.LEASED, JobState.READY),
    "lapsed": (JobState.LEASED, JobState.READY),
    "exhausted": (JobState.LEASED, JobState.DEAD),
    "buried": (JobState.LEASED, JobState.DEAD),
    "replayed": (JobState.DEAD, JobState.READY),
}
"""Every way a job changes its state: name of the transition, state before, state after."""


class StepState(StrEnum):
    """What is known of one step of a job before it is taken."""

    NEW = "new"
    IN_DOUBT = "in_doubt"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Step:
    """A step as it was found; ``result`` is what the step recorded when it was finished."""

    state: StepState
    result: str | None = None


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an attempt ended: a typed name and a message that is already masked.

    ``transient`` says that the same job can succeed later; ``system`` is the system that stood in the way.
    """

    name: str
    message: str
    system: str | None = None
    transient: bool = False

    @classmethod
    def of(cls, error: Exception, message: str) -> Cause:
        """Describe ``error`` with ``message``, its masked text."""
        system = error.system if isinstance(error, IntegrationError) else None
        return cls(type(error).__name__, message, system, isinstance(error, TransientError))

    def __str__(self) -> str:
        return f"{self.name}: {self.message}"


@dataclass(frozen=True, slots=True)
class NewJob:
    """A job to be queued.

    Args:
        key: the business key; a second job with this key is a duplicate.
        kind: names the handler.
        lane: jobs of one lane are worked on one at a time, in the order in which they were accepted.
        payload: ids only, never a customer's text.
        delay_seconds: how long the job stays hidden.
    """

    key: str
    kind: str
    lane: str
    payload: Mapping[str, str] = field(default_factory=dict[str, str])
    delay_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Job:
    """A job as the queue holds it; times are seconds since the epoch.

    ``lease`` counts the deliveries and is the fencing token of this one; ``receives`` counts those that are
    held against the job since it was accepted or replayed.
    """

    sequence: int
    key: str
    kind: str
    lane: str
    payload: Mapping[str, str]
    state: JobState
    accepted_at: float
    life_began_at: float
    available_at: float
    lease: int
    leased_at: float
    lease_until: float
    receives: int
    replays: int
    probes: int
    last_error: str | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One delivery of a job and how it ended."""

    lease: int
    started_at: float
    ended_at: float
    outcome: str
    error: str | None


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A job that was given up, with its reason."""

    key: str
    reason: str
    receives: int
    dead_since: float
    replays: int
    probes: int
    system: str | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """Which kinds have a job that is due, though its lane may be busy, and in how many seconds the next job is."""

    due: frozenset[str]
    next_due_seconds: float | None


@dataclass(frozen=True, slots=True)
class Queue:
    """How full the queue is; ``oldest_accepted_at`` is ``None`` when nothing waits."""

    ready: int
    leased: int
    done: int
    review: int
    dead: int
    oldest_accepted_at: float | None

    @property
    def depth(self) -> int:
        """Jobs that are not finished."""
        return self.ready + self.leased
