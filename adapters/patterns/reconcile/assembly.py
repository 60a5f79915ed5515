"""Puts the parts of the service together, around an open store."""

from __future__ import annotations

import asyncio

from ...audit import MaskingSink
from ...errors import IntegrationError
from ...pipeline.budget import cancel
from ...spokes.connection import Surroundings
from ...stores.checkpoints import SqlCheckpointStore
from ...stores.database import Database
from ...stores.idempotency import SqlIdempotencyStore
from ...stores.opening import open_database, part_of
from ...trail import Trail
from .doorway import Doorway
from .notifier import Notifier
from .reconciliation import Reconciliation
from .repair import Repairer
from .schedule import Schedule
from .settings import Settings
from .settled import Settled
from .spokes import Spokes
from .transformations import Transformations


class Works:
    """Everything that lives between startup and shutdown; made by ``open``."""

    def __init__(self, settings: Settings, spokes: Spokes, surroundings: Surroundings, database: Database) -> None:
        clock, busy, settled = surroundings.clock, set[str](), Settled()
        trail = Trail(MaskingSink(surroundings.audit), clock)
        self._settings = settings
        self._spokes = spokes
        self._database = database
        self._transformations = Transformations(database, clock)
        repairer = Repairer(
            spokes.tickets, spokes.announcements, spokes.helpdesk, spokes.chat, channel=settings.channel
        )
        self._notifier = Notifier(repairer, settings, busy=busy, settled=settled, clock=clock, trail=trail)
        reconciliation = Reconciliation(
            spokes.tickets,
            spokes.announcements,
            repairer,
            self._transformations,
            SqlCheckpointStore(database, clock),
            settings,
            busy=busy,
            settled=settled,
            clock=clock,
            trail=trail,
        )
        requests = SqlIdempotencyStore(database, clock)
        self._schedule = Schedule(reconciliation, requests, settings, clock=clock, random=surroundings.random)
        self._task: asyncio.Task[None] | None = None
        self.doorway = self._make_doorway(trail)

    @classmethod
    async def open(cls, settings: Settings, spokes: Spokes, surroundings: Surroundings) -> Works:
        """Open the store and begin to work.

        Raises:
            ConfigurationError: PostgreSQL is asked for, and its client is not installed.
            SchemaMismatch, StoreUnavailable: the store cannot be opened.
        """
        place = part_of(settings.folder, "reconcile.sqlite")
        works = cls(settings, spokes, surroundings, await open_database(place, synchronous=settings.synchronous))
        try:
            await works._transformations.prepare()
        except IntegrationError:
            await works.stop()
            raise
        works._task = asyncio.create_task(works._schedule.run(), name="schedule")
        return works

    async def stop(self, grace_seconds: float = 0.0) -> None:
        """End the work at once, whatever grace there is: what is under way is found by the next run."""
        if self._task is not None:
            await cancel(self._task)
        await self._notifier.stop()
        await self._database.close()

    def _make_doorway(self, trail: Trail) -> Doorway:
        return Doorway(
            self._spokes.helpdesk,
            self._notifier,
            self._schedule,
            self._transformations,
            trail=trail,
            healthy=lambda: self._task is not None and not self._task.done(),
            breakers=self._breakers,
            body_bytes_max=self._settings.body_bytes,
        )

    def _breakers(self) -> dict[str, str]:
        connections = self._spokes.connections
        return {role: connection.stack.breaker.state.value for role, connection in connections.items()}
