"""Reads the log in order, at the pace of those who work on it; closes windows, and replays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ...audit import AuditKind
from ...clock import Clock
from ...errors import Conflict, Rejected
from ...inbound.job import JobState, NewJob
from ...inbound.store import Store
from ...stores.errors import StoreUnavailable
from ...stores.ports import Checkpoint
from ...trail import Trail
from ...wake import Wake
from .announce import alert_job, feed_job
from .classify import CLASSIFY, classify_job
from .log import Entry, Log
from .settings import Settings
from .windows import AnomalyRule, Progress, Windowing, name_of

NAME = "sentiment"
PAUSE_SECONDS = 1.0
REPLAY_PAGE = 200


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a replay did: ``queued`` of ``events`` had not been begun, or had been given up; offsets are inclusive."""

    first: int
    last: int
    events: int
    queued: int
    complete: bool


class Consumer:
    """Takes events from the log, at most ``in_flight_max`` that are not through, and moves its checkpoint past them.

    Everything that it hands over is recognised by its key, so that an event that is read twice, after a crash or for
    a replay, has its effects once.

    Args:
        log: see there.
        store: the jobs.
        settings: see there.
        clock: for idleness.
        wake: set when there is something to read, or when something is through.
        jobs_wake: set when jobs were queued.
        trail: where late events and alerts are noted.
    """

    def __init__(
        self, log: Log, store: Store, settings: Settings, *, clock: Clock, wake: Wake, jobs_wake: Wake, trail: Trail
    ) -> None:
        self._log = log
        self._store = store
        self._settings = settings
        self._clock = clock
        self._wake = wake
        self._jobs_wake = jobs_wake
        self._trail = trail
        self._windowing = Windowing(settings.window_seconds, settings.out_of_order_seconds, settings.lateness_seconds)
        self._rule = AnomalyRule(
            settings.trailing_windows_min, settings.events_min, settings.margin, settings.deviations
        )
        self._checkpoint: Checkpoint | None = None
        self._read_at = float("-inf")
        self.progress = Progress()

    async def load(self) -> None:
        """Go on where the checkpoint says; replay first what was read already, where the settings ask for that."""
        self._read_at = self._clock.steady()
        self._checkpoint = await self._log.checkpoints.load(NAME)
        if self._checkpoint is not None:
            self.progress = Progress.from_text(self._checkpoint.position)
        first = self._settings.replay_from
        if first is not None and first <= self.progress.position:
            await self.replay(first)

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            try:
                seconds = await self.turn()
            except StoreUnavailable as error:
                self._trail.note(AuditKind.DEGRADED, "stream", reason=error.message)
                seconds = PAUSE_SECONDS
            await self._wake.wait(seconds)

    async def turn(self) -> float | None:
        """Read what there is room for, close what can be closed; return in how many seconds to look again."""
        while await self._read():
            pass
        idle_in_seconds = await self._idle_in_seconds()
        if idle_in_seconds is not None and idle_in_seconds <= 0.0:
            await self._save(self.progress.idle(self._windowing))
            idle_in_seconds = None
        await self._close_windows()
        return idle_in_seconds

    async def owed(self) -> int:
        """Count the events that were accepted and are not through."""
        return await self._log.unread(self.progress.position) + self._store.queue().depth

    async def replay(self, first: int) -> Replayed:
        """Offer everything from an offset to the checkpoint once more; what is done, or under way, stays as it is.

        Raises:
            Rejected: the log does not reach back to, or up to, that offset.
        """
        if first > self.progress.position:
            raise Rejected(f"from_offset: the log was read up to {self.progress.position}", fields=("from_offset",))
        position, events, queued = first - 1, 0, 0
        while events < self._settings.replay_events_max:
            limit = min(REPLAY_PAGE, self._settings.replay_events_max - events)
            page = [e for e in await self._log.read(position, limit) if e.position <= self.progress.position]
            if not page:
                break
            if events == 0 and page[0].position > first:
                raise Rejected(f"from_offset: the log begins at {page[0].position}", fields=("from_offset",))
            events, position = events + len(page), page[-1].position
            queued += sum(self._offer(entry) for entry in page if not entry.late)
        self._jobs_wake.set()
        self._trail.note(AuditKind.REPLAYED, "stream", first=first, last=position, events=events, queued=queued)
        return Replayed(first, position, events, queued, position >= self.progress.position)

    def _offer(self, entry: Entry) -> bool:
        job = classify_job(entry) if entry.sentiment is None else feed_job(entry, self._settings.channel)
        return self._enqueue(job) or self._store.dead.replay(job.key)

    async def _read(self) -> bool:
        """Take a few events; return whether there may be more."""
        room = self._settings.in_flight_max - self._store.queue().depth
        entries = await self._log.read(self.progress.position, room) if room > 0 else []
        progress = self.progress
        for entry in entries:
            await self._take(entry, progress)
            progress = progress.after(entry.position, entry.occurred_at, self._windowing)
        if entries:
            self._read_at = self._clock.steady()
            await self._save(progress)
            self._jobs_wake.set()
        return bool(entries)

    async def _take(self, entry: Entry, progress: Progress) -> None:
        start = self._windowing.start_of(entry.occurred_at)
        late = progress.is_late(entry.occurred_at, self._windowing)
        await self._log.assign(entry.position, start, late=late)
        if late:
            reason = f"late: the window from {name_of(start)} was closed when it came; it is kept with the late events"
            self._trail.note(AuditKind.REJECTED, f"event:{entry.id}", position=entry.position, reason=reason)
        else:
            self._enqueue(classify_job(entry))

    async def _save(self, progress: Progress) -> None:
        if progress == self.progress:
            return
        try:
            text = progress.to_text()
            self._checkpoint = await self._log.checkpoints.save(NAME, text, after=self._checkpoint)
        except Conflict as error:
            raise StoreUnavailable(f"another consumer reads this log: {error.message}") from error
        self.progress = progress

    async def _idle_in_seconds(self) -> float | None:
        """Return when windows no longer wait for the watermark; ``None`` while there is something to read.

        Silence counts from the last event that was read; after a restart, when it began is not known any more.
        """
        if await self._log.unread(self.progress.position) or not await self._log.open_windows():
            return None
        return self._read_at + self._settings.idle_seconds - self._clock.steady()

    async def _close_windows(self) -> None:
        """Close windows in order, up to the first that still waits for an event or a classification."""
        for start in await self._log.open_windows():
            if self._windowing.closes_at(start) > self.progress.watermark or await self._awaits(start):
                break
            tally = await self._log.tally(start)
            trailing = await self._log.trailing(start, self._settings.trailing_windows)
            baseline = self._rule.judge(tally, trailing)
            await self._log.close_window(tally, None if baseline is None else baseline.mean)
        await self._hand_over_alerts()

    async def _awaits(self, start: float) -> bool:
        """Tell whether a sentiment of a window's events can still become known; dead letters are not waited for."""
        jobs = [self._store.find(f"{CLASSIFY}:{id}") for id in await self._log.unclassified(start)]
        return any(job is not None and job.state is not JobState.DEAD for job in jobs)

    async def _hand_over_alerts(self) -> None:
        for window in await self._log.alerts_due():
            self._enqueue(alert_job(window, self._settings.alert_channel))
            await self._log.alert_handed_over(window.tally.start)
            self._jobs_wake.set()

    def _enqueue(self, job: NewJob) -> bool:
        return self._store.enqueue(job, capped=False)


class SettlingTrail(Trail):
    """A trail that tells when a job has come to an end; what ends one is noted after it is stored."""

    ENDS = frozenset({AuditKind.ACKNOWLEDGED, AuditKind.DEAD_LETTERED})

    def __init__(self, trail: Trail, on_end: Callable[[], None]) -> None:
        self._inner = trail
        self._on_end = on_end

    def note(
        self, kind: AuditKind, key: str, *, system: str | None = None, **fields: str | float | bool | None
    ) -> None:
        """Note one event."""
        self._inner.note(kind, key, system=system, **fields)
        if kind in self.ENDS:
            self._on_end()
