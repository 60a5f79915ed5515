"""Takes jobs from the store and decides what becomes of them."""

from __future__ import annotations

import asyncio
import math
import re
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from ..audit import AuditKind
from ..clock import Clock
from ..masking import mask
from ..outbound.attempt import counting_failures, failed_attempts
from ..outbound.correlation import correlation
from ..outbound.deadline import deadline
from ..stores.errors import LeaseLost, StoreUnavailable
from ..trail import Trail
from ..wake import Wake
from .housekeeping import keep_house
from .job import Cause, Job, JobState
from .policy import Fate, Verdict
from .replayer import Health, Replayer
from .settings import JobSettings
from .store import Store

STORE_PAUSE_SECONDS = 1.0
ID_LENGTH_MAX = 128

_NOT_IN_AN_ID = re.compile(r"[^A-Za-z0-9._:/=+-]")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a handler ended: ``review`` is the reason why a person has the job now."""

    review: str | None = None
    totals: Mapping[str, float] = field(default_factory=dict[str, float])


Handler = Callable[[Job], Awaitable[Outcome]]


class WorkerPool:
    """Works on jobs, several at once, brings dead letters back, and forgets what ended long ago.

    A handler that raises is judged by the error taxonomy. A handler that is cancelled leaves its lease to
    lapse; one whose lease lapses is cancelled.

    Args:
        store: where the jobs are.
        handlers: by kind of job; kinds named first are served first.
        settings: how many jobs at once, retries and dead letters.
        shares: jobs of a kind at once, where that is less than all: kinds that wait a lot leave room for others.
        wake: set it after an enqueue.
        health: which kinds are worth trying.
        clock, random: time and jitter.
        trail: where every change is noted.
        job_seconds: the deadline of a handler's calls; shorter than a lease.
        retention_seconds: how long jobs that have ended are remembered; as the settings say, unless given.
    """

    def __init__(
        self,
        store: Store,
        handlers: Mapping[str, Handler],
        settings: JobSettings,
        *,
        shares: Mapping[str, int],
        wake: Wake,
        health: Health,
        clock: Clock,
        random: Random,
        trail: Trail,
        job_seconds: float = math.inf,
        retention_seconds: float | None = None,
    ) -> None:
        self._store = store
        self._handlers = handlers
        self._size = settings.workers
        self._shares = shares
        self._wake = wake
        self._policy = settings.retry_policy
        self._replayer = Replayer(store, health, clock=clock, policy=settings.replay_policy)
        self._health = health
        self._clock = clock
        self._random = random
        self._trail = trail
        self._job_seconds = job_seconds
        self._retention_seconds = settings.retention_seconds if retention_seconds is None else retention_seconds
        self._running: dict[str, tuple[Job, asyncio.Task[None]]] = {}
        self._dispatcher: asyncio.Task[None] | None = None
        self._housekeeper: asyncio.Task[None] | None = None

    @property
    def alive(self) -> bool:
        """Whether jobs are being taken, and old ones forgotten."""
        return all(task is not None and not task.done() for task in (self._dispatcher, self._housekeeper))

    def start(self) -> None:
        """Begin to take jobs, on the running event loop."""
        self._dispatcher = asyncio.create_task(self._dispatch(), name="dispatcher")
        house = keep_house(self._store, self._clock, self._trail, self._retention_seconds)
        self._housekeeper = asyncio.create_task(house, name="housekeeping")

    async def stop(self, grace_seconds: float) -> None:
        """Take no more jobs, give those under way ``grace_seconds``, then cancel them."""
        await _cancel([task for task in (self._dispatcher, self._housekeeper) if task is not None])
        running = [task for _, task in self._running.values()]
        timer = asyncio.create_task(self._clock.sleep(grace_seconds))
        while running and not timer.done():
            await asyncio.wait([timer, *running], return_when=asyncio.FIRST_COMPLETED)
            running = [task for task in running if not task.done()]
        await _cancel([timer, *running])

    async def _dispatch(self) -> None:
        while True:
            await self._wake.wait(await self._turn())

    async def _turn(self) -> float | None:
        """Do what is due; return in how many seconds to look again."""
        try:
            await self._expire()
            self._replay()
            outlook = self._store.outlook(list(self._handlers))
            held_seconds = self._take(outlook.due)
            lapse_seconds = self._store.next_lapse_seconds()
            return _least(held_seconds, self._replayer.next_in_seconds, outlook.next_due_seconds, lapse_seconds)
        except StoreUnavailable as error:
            self._trail.note(AuditKind.DEGRADED, "store", reason=error.message)
            return STORE_PAUSE_SECONDS

    async def _expire(self) -> None:
        for job in self._store.expire():
            kind = AuditKind.DEAD_LETTERED if job.state is JobState.DEAD else AuditKind.RETRY
            self._trail.note(kind, job.key, receives=job.receives, reason=job.last_error)
            if late := self._running.get(job.key):
                await _cancel([late[1]])

    def _replay(self) -> None:
        for letter in self._replayer.turn():
            self._trail.note(AuditKind.REPLAYED, letter.key, replays=letter.replays, probes=letter.probes)

    def _take(self, due: Collection[str]) -> float | None:
        """Start what can be started; return in how many seconds a kind that is due and held is worth trying again."""
        waits = {kind: self._health.wait_seconds(kind) for kind in self._handlers if kind in due}
        for kind, wait_seconds in waits.items():
            if wait_seconds <= 0.0:
                self._start(kind)
        return min((wait_seconds for wait_seconds in waits.values() if wait_seconds > 0.0), default=None)

    def _start(self, kind: str) -> None:
        share = self._shares.get(kind, self._size) if self._health.is_well(kind) else 1
        running = sum(1 for job, _ in self._running.values() if job.kind == kind)
        limit = min(self._size - len(self._running), share - running)
        for job in self._store.receive(limit, (kind,)) if limit > 0 else ():
            self._running[job.key] = job, asyncio.create_task(self._work(job), name=job.key)

    async def _work(self, job: Job) -> None:
        self._trail.note(AuditKind.STARTED, job.key, receives=job.receives, lease=job.lease)
        try:
            await self._handle(job)
        except (LeaseLost, StoreUnavailable) as error:  # the lease lapses, and the job is delivered again
            self._trail.note(AuditKind.DEGRADED, job.key, reason=str(Cause.of(error, error.message)))
        finally:
            del self._running[job.key]
            self._wake.set()

    async def _handle(self, job: Job) -> None:
        with counting_failures():
            try:
                with correlation(_correlation_id(job)), deadline(self._clock, self._job_seconds):
                    outcome = await self._handlers[job.kind](job)
            except Exception as error:  # noqa: BLE001  # the policy knows what a defect of ours means
                self._fail(job, error)
            else:
                self._finish(job, outcome)

    def _finish(self, job: Job, outcome: Outcome) -> None:
        if outcome.review is None:
            self._store.acknowledge(job, outcome.totals)
        else:
            self._store.hand_over(job, outcome.review, outcome.totals)
            self._trail.note(AuditKind.REVIEWED, job.key, receives=job.receives, reason=outcome.review)
        self._trail.note(AuditKind.ACKNOWLEDGED, job.key, receives=job.receives)

    def _fail(self, job: Job, error: Exception) -> None:
        cause = Cause.of(error, mask(str(error)))
        verdict = self._policy.judge(error, job, self._clock.now(), self._random)
        if failed_attempts():
            verdict = self._policy.counted(verdict, job)
        if verdict.fate in (Fate.HOLD, Fate.POSTPONE):
            self._postpone(job, cause, verdict)
        else:
            self._bury(job, cause, alarm=verdict.fate is Fate.BURY_AND_ALARM)

    def _postpone(self, job: Job, cause: Cause, verdict: Verdict) -> None:
        self._store.postpone(job, verdict.until, cause, counted=verdict.fate is Fate.POSTPONE)
        self._trail.note(
            AuditKind.RETRY,
            job.key,
            system=cause.system,
            receives=job.receives,
            until=verdict.until,
            reason=str(cause),
        )

    def _bury(self, job: Job, cause: Cause, *, alarm: bool) -> None:
        self._store.bury(job, cause)
        self._trail.note(
            AuditKind.DEAD_LETTERED,
            job.key,
            system=cause.system,
            receives=job.receives,
            alarm=alarm,
            reason=str(cause),
        )


def _correlation_id(job: Job) -> str:
    return _NOT_IN_AN_ID.sub("-", job.key)[:ID_LENGTH_MAX]


def _least(*waits: float | None) -> float | None:
    return min((seconds for seconds in waits if seconds is not None), default=None)


async def _cancel(tasks: Sequence[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
