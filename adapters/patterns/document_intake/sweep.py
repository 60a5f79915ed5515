"""Finds the documents that no delivery brought: looks at the vendor's list, and back-fills what is missing."""

from __future__ import annotations

from random import Random

from ...audit import AuditKind
from ...clock import Clock
from ...errors import IntegrationError
from ...inbound.store import Store
from ...masking import mask
from ...outbound.correlation import correlation
from ...outbound.deadline import deadline
from ...ports.documents import Documents
from ...stores.ports import Checkpoint, CheckpointStore
from ...trail import Trail
from ...wake import Wake
from .intake import SWEEP, read_job
from .settings import Settings

POSITION = "documents"
JITTER = 0.2
"""Share of a pause by which it is cut at random, so that looks keep in step with nothing."""
KEY = "sweep"


class Sweeper:
    """Looks at the list again and again, from where it stopped before, also across restarts.

    A document that is known already, by a delivery or an earlier look, is left alone; one that a late delivery brings
    after it was back-filled is known then. The position moves only once all before it is durably queued; it is in the
    vendor's own time, since our clock may be set wrong.

    Args:
        store: the queue; it knows which documents are known.
        documents: the vendor's list.
        checkpoints: the position: everything created before it is queued.
        settings: how often, and how far back.
        clock, random: when.
        wake: the workers', set when there is work.
        trail: where looks and gaps are noted.
    """

    def __init__(
        self,
        store: Store,
        documents: Documents,
        checkpoints: CheckpointStore,
        settings: Settings,
        *,
        clock: Clock,
        random: Random,
        wake: Wake,
        trail: Trail,
    ) -> None:
        self._store = store
        self._documents = documents
        self._checkpoints = checkpoints
        self._settings = settings
        self._clock = clock
        self._random = random
        self._wake = wake
        self._trail = trail
        self._pause_seconds = settings.sweep_seconds
        self.swept_until: float | None = None
        self.failure: str | None = None

    def hurry(self) -> None:
        """Begin anew with short pauses: a document was delivered, so others may be missing, or events were left out."""
        self._pause_seconds = self._settings.sweep_seconds

    async def run(self) -> None:
        """Look at once, and then again and again, until cancelled."""
        while True:
            if await self._look() != 0:
                self.hurry()
            await self._rest()

    async def _rest(self) -> None:
        """Wait for the next look, in short steps, since the pause can become shorter meanwhile; then make it longer."""
        began_at, planned_seconds = self._clock.steady(), self._pause_seconds
        share = 1.0 - JITTER * self._random.random()
        while (left_seconds := began_at + share * self._pause_seconds - self._clock.steady()) > 0:
            await self._clock.sleep(min(left_seconds, self._settings.sweep_seconds))
        if self._pause_seconds == planned_seconds:
            self._pause_seconds = min(self._settings.sweep_seconds_max, 2 * planned_seconds)

    async def _look(self) -> int | None:
        """Look once; return how many documents were back-filled, ``None`` when it failed."""
        try:
            with correlation(f"{KEY}:{int(self._clock.now())}"), deadline(self._clock, self._settings.job_seconds):
                gaps = await self.sweep()
        except IntegrationError as error:
            self.failure = f"{type(error).__name__}: {mask(error.message)}"
            self._trail.note(AuditKind.DEGRADED, KEY, system=error.system, reason=self.failure)
            return None
        self.failure = None
        return gaps

    async def sweep(self) -> int:
        """Back-fill what was created since the position and is not known; return how many documents that are.

        Raises:
            QueueFull: the queue is at its depth; the position stays.
            IntegrationError: the list could not be read; the position stays.
        """
        position = await self._checkpoints.load(POSITION)
        now = await self._documents.time()
        until = now - self._settings.grace_seconds
        since = now - self._settings.backfill_seconds if position is None else self._since(position)
        if until < since:
            return 0
        listed = await self._documents.created_between(since, until)
        gaps = sum(self._fill(document_id) for document_id in listed)
        await self._checkpoints.save(POSITION, f"{until:.6f}", after=position)
        self.swept_until = until
        return gaps

    def _since(self, position: Checkpoint) -> float:
        return float(position.position) - self._settings.overlap_seconds

    def _fill(self, document_id: str) -> int:
        job = read_job(document_id, SWEEP)
        if not self._store.enqueue(job, totals={"accepted": 1, "gaps": 1}):
            return 0
        self._trail.note(AuditKind.ENQUEUED, job.key, document_id=document_id, found_by=SWEEP)
        self._wake.set()
        return 1
