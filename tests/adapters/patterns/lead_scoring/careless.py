"""Lead scoring with one realistic mistake each: what the scenario has to find."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from random import Random

import httpx

from adapters.audit import AuditSink, MaskingSink
from adapters.clock import Clock
from adapters.patterns.batch.application import serve_batch
from adapters.patterns.batch.memory import Memory
from adapters.patterns.batch.position import Position, Settled
from adapters.patterns.batch.service import Batch
from adapters.patterns.batch.trail import BatchTrail
from adapters.patterns.batch.work import Decided, Loaded, Page
from adapters.patterns.lead_scoring.application import NAME
from adapters.patterns.lead_scoring.scoring import Scorer
from adapters.patterns.lead_scoring.settings import LeadSettings
from adapters.patterns.lead_scoring.spokes import connect
from adapters.patterns.lead_scoring.work import LeadWork
from adapters.ports.leads import Lead
from adapters.service import Service
from adapters.spokes.connection import Surroundings
from adapters.stores.checkpoints import SqlCheckpointStore
from adapters.stores.database import Database
from adapters.stores.idempotency import SqlIdempotencyStore
from adapters.stores.opening import open_database


class Forgetful(Memory):
    """Does not remember which load is under way: after a death it is sent again."""

    async def save(self, position: Position, settled: Mapping[str, Settled] | None = None) -> None:
        """Save the position without its load."""
        await super().save(position.moved(load=None), settled)


class Hasty(Memory):
    """Moves the cursor as soon as a page is read, before anything on it is settled."""

    last: Position | None = None
    ahead: Mapping[str, object] | None = None

    async def save(self, position: Position, settled: Mapping[str, Settled] | None = None) -> None:
        """Save a position that is one page ahead, until the position itself is."""
        if self.last is not None and position.cursor != self.last.cursor:
            self.ahead = None
        self.last = position
        await super().save(position.moved(**(self.ahead or {})), settled)

    async def run_ahead(self, following: str | None, count: int) -> None:
        """Learn where the next page begins."""
        if self.last is not None and following is not None:
            self.ahead = {"cursor": following, "read": self.last.read + count, "load": None}
            await self.save(self.last)


class Watched(LeadWork):
    """Tells a hasty memory where the next page begins."""

    memory: Hasty

    async def page(self, reading: str, cursor: str) -> Page[Lead]:
        """Return a page."""
        page = await super().page(reading, cursor)
        await self.memory.run_ahead(page.following, len(page.items))
        return page


class Optimistic(LeadWork):
    """Takes what was sent for what was done: rows that the CRM refused count as applied."""

    async def load(self, load: str, rows: Sequence[Decided[Lead]], *, resumed: bool) -> Loaded | None:
        """Load rows and look at nothing."""
        loaded = await super().load(load, rows, resumed=resumed)
        return None if loaded is None else Loaded(frozenset(row.item.id for row in rows), {}, frozenset())


def create(
    environment: Mapping[str, str],
    *,
    clock: Clock,
    random: Random,
    transports: Callable[[str], httpx.AsyncBaseTransport],
    audit: AuditSink,
    memory_type: type[Memory] = Memory,
    work_type: type[LeadWork] = LeadWork,
) -> Service:
    """Return the service with its mistake."""
    settings = LeadSettings.from_environment(environment)
    surroundings = Surroundings(environment, clock, random, audit, transports, settings.workers)
    spokes = connect(surroundings, settings)
    work = work_type(spokes.leads, Scorer(spokes.ai), page_size=settings.chunk_size)

    def make(database: Database) -> Batch[Lead]:
        checkpoints, claims = SqlCheckpointStore(database, clock), SqlIdempotencyStore(database, clock)
        memory = memory_type(NAME, checkpoints, claims, clock, settings.lease_seconds)
        if isinstance(work, Watched) and isinstance(memory, Hasty):
            work.memory = memory
        trail = BatchTrail(MaskingSink(audit), clock, NAME)
        return Batch(NAME, work, memory, settings, clock=clock, random=random, trail=trail)

    open_store = partial(open_database, settings.store_path, synchronous=settings.store_synchronous)
    return serve_batch(open_store, make, spokes.aclose, clock)


forgetful = partial(create, memory_type=Forgetful)
hasty = partial(create, memory_type=Hasty, work_type=Watched)
optimistic = partial(create, work_type=Optimistic)
