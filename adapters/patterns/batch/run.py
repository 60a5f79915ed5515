"""One run in one window: page by page, until everything is settled or the window closes."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import partial
from random import Random
from typing import Generic

from ...clock import Clock
from ...errors import ContractError, NotFound
from ...outbound.correlation import correlation
from .chunk import ChunkWorker
from .memory import Memory
from .patience import Patience, WindowClosed
from .position import Position, Settled
from .progress import Progress
from .schedule import Window
from .settings import BatchSettings
from .tally import Tally
from .trail import BatchKind, BatchTrail
from .work import ItemT, Page, Work

SOURCE = "the source"
BEGINNING = {"reading": None, "cursor": "", "read": 0, "exhausted": False, "load": None}
"""The place before the first page of a reading that has yet to be opened; a load was for rows of the old one."""


class Run(Generic[ItemT]):
    """Takes a position as far as one window allows.

    Args:
        work: what is done.
        memory: where the position is saved; whoever makes a run holds its lease.
        settings: how it is done.
        window: when.
        position: where to begin.
        clock, random, trail: time, jitter and the audit trail.
    """

    def __init__(
        self,
        work: Work[ItemT],
        memory: Memory,
        settings: BatchSettings,
        window: Window,
        position: Position,
        *,
        clock: Clock,
        random: Random,
        trail: BatchTrail,
    ) -> None:
        self.position = position
        self._work = work
        self._memory = memory
        self._settings = settings
        self._clock = clock
        self._trail = trail
        self._worked_until = clock.steady()
        self._saving = asyncio.Lock()
        self._patience = Patience(
            clock,
            random,
            trail,
            pause_seconds=settings.pause_seconds,
            pause_seconds_max=settings.pause_seconds_max,
            closes_at=window.closes_at,
            watch=self._watch,
        )
        self._chunks = ChunkWorker(
            work,
            memory,
            self._patience,
            trail,
            self._save,
            workers=settings.workers,
            tries=settings.tries,
            decision_seconds=settings.decision_seconds,
        )

    @property
    def progress(self) -> Progress:
        """How far it is."""
        position = self.position
        worked = position.worked_seconds + self._clock.steady() - self._worked_until
        return Progress(position.account.rows, position.expected, worked, self._clock.now())

    async def go(self) -> bool:
        """Work until the end, or until the window closes; return whether it is the end.

        Raises:
            IntegrationError: it cannot go on now.
        """
        self._trail.note(BatchKind.STARTED, self.position.run, chunk=self.position.chunk)
        try:
            while not self.position.exhausted:
                await self._step()
            await self._conclude()
        except WindowClosed:
            await self._save()
            await self._escalate("the window closed before the end")
            self._report(BatchKind.STOPPED)
            return False
        return True

    async def _step(self) -> None:
        """Settle one page."""
        self._patience.require(self._settings.reserve_seconds)
        page = await self._page()
        if page is None:
            return
        if self.position.expected is None:
            await self._save(expected=page.expected if page.total is None else page.total)
        tally = await self._chunks.go_through(self.position, page.items)
        read = self.position.read + len(page.items)
        counted = {"chunk": self.position.chunk + 1, **tally.changes(self.position)}
        if page.following is None and page.total not in (None, read):
            await self._save(tally.settled, **counted, **BEGINNING)
            raise _miscounted(read, page.total)
        exhausted = page.following is None
        place = {"cursor": page.following or "", "read": read, "exhausted": exhausted}
        await self._save(tally.settled, **counted, **place, expected=_expected(page, tally, self.position))
        self._report(BatchKind.PROGRESS)
        await self._watch()

    async def _page(self) -> Page[ItemT] | None:
        """Return the page at the cursor; ``None`` when the source has forgotten the reading."""
        what = f"{self.position.run}.page-{self.position.chunk}"
        with correlation(f"page:{what}"):
            if self.position.reading is None:
                reading = partial(self._work.open_reading, self.position.since, self.position.until)
                await self._save(reading=await self._patience.insist(what, reading))
            assert self.position.reading is not None
            page = partial(self._work.page, self.position.reading, self.position.cursor)
            try:
                return await self._patience.insist(what, page)
            except NotFound:
                await self._save(**BEGINNING)
                return None

    async def _conclude(self) -> None:
        with correlation(f"end:{self.position.run}"):
            await self._patience.insist(f"{self.position.run}.end", partial(self._work.conclude, self.position))
        await self._save(finished_at=self._clock.now())
        self._report(BatchKind.FINISHED)
        await self._memory.forget(self._settings.retention_days * 86_400.0)

    async def _save(self, settled: Mapping[str, Settled] | None = None, /, **changes: object) -> Position:
        """Save the position, changed; see ``Save``."""
        async with self._saving:
            return await self._write(settled or {}, changes)

    async def _write(self, settled: Mapping[str, Settled], changes: Mapping[str, object]) -> Position:
        now = self._clock.steady()
        worked_seconds = self.position.worked_seconds + now - self._worked_until
        position = self.position.moved(**{"worked_seconds": worked_seconds, **changes})
        await self._memory.save(position, settled)
        self.position, self._worked_until = position, now
        return position

    async def _watch(self) -> None:
        """Tell somebody in time that the result will be late: it is nearly due, or would be at this rate."""
        ends_at, now = self.progress.ends_at, self._clock.now()
        if now >= self.position.due_at - self._settings.escalate_seconds:
            await self._escalate("the result is due, or nearly so")
        elif ends_at is not None and ends_at > self.position.due_at:
            await self._escalate("at this rate the result will be late")

    async def _escalate(self, reason: str) -> None:
        """Tell it once a run."""
        async with self._saving:  # items that are decided on at once find out at once
            if self.position.escalated:
                return
            await self._write({}, {"escalated": True})
        self._report(BatchKind.ESCALATED, reason=reason)

    def _report(self, kind: BatchKind, **fields: str) -> None:
        position, progress = self.position, self.progress
        account = position.account
        self._trail.note(
            kind,
            position.run,
            chunk=position.chunk,
            rows=account.rows,
            applied=account.applied,
            rejected=account.rejected,
            skipped=account.skipped,
            repeated=account.repeated,
            total=progress.total,
            rate=round(progress.rate, 6),
            eta_seconds=None if progress.eta_seconds is None else round(progress.eta_seconds, 3),
            **fields,
        )


def _miscounted(read: int, total: int | None) -> ContractError:
    message = f"{read} items were read where {total} were promised"
    return ContractError(message, system=SOURCE, version="this run", operation="page", field="total")


def _expected(page: Page[ItemT], tally: Tally, position: Position) -> int | None:
    """Return how many different items there are; once everything is read, that is known."""
    rows = position.account.rows + len(tally.settled) + tally.skipped
    if page.following is None:
        return rows
    if page.total is not None:
        return max(page.total - position.account.repeated - tally.repeated, rows)
    return None if page.expected is None else max(page.expected, rows)
