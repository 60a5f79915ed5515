"""Puts the parts of the service together, around open stores."""

from __future__ import annotations

import asyncio
from typing import Self

from ...audit import MaskingSink
from ...errors import IntegrationError
from ...inbound.store import Store
from ...inbound.worker import WorkerPool
from ...pipeline.announce import Announcer
from ...pipeline.budget import cancel
from ...pipeline.health import SystemHealth
from ...spokes.connection import Surroundings
from ...stores.checkpoints import SqlCheckpointStore
from ...stores.database import Database
from ...stores.opening import look_seconds, open_database, part_of
from ...trail import Trail
from ...wake import Wake
from .doorway import Doorway
from .intake import READ, Intake
from .reading import Reader
from .settings import Settings
from .spokes import Spokes
from .status import Status
from .sweep import Sweeper
from .telling import TELL

NEEDS = {TELL: ("chat",), READ: ("chat", "ai")}
"""What each kind of job can do nothing without; kinds that finish what was begun come first."""
SHARE = 2
"""Of the workers, one in so many tells at most: a chat that is slow to take messages must not hold up reading."""


class Works:
    """Everything that lives between startup and shutdown; made by ``open``.

    Args:
        settings: what was set.
        spokes: the systems.
        surroundings: clock, randomness, audit trail.
        positions: how far the vendor's list was read; open, closed by ``stop``.

    Raises:
        SchemaMismatch, StoreUnavailable: the queue cannot be opened.
    """

    def __init__(self, settings: Settings, spokes: Spokes, surroundings: Surroundings, positions: Database) -> None:
        self._settings = settings
        self._spokes = spokes
        self._clock = surroundings.clock
        self._wake = Wake(look_seconds(settings.folder))
        self._trail = Trail(MaskingSink(surroundings.audit), self._clock)
        self._positions = positions
        self._store = self._open_store()
        self._health = self._watch_systems()
        self._pool = self._make_pool(surroundings)
        self._sweeper = self._make_sweeper(surroundings)
        self._tasks: tuple[asyncio.Task[None], ...] = ()
        self.doorway = self._make_doorway()

    @classmethod
    async def open(cls, settings: Settings, spokes: Spokes, surroundings: Surroundings) -> Self:
        """Open the stores and put the rest together.

        Raises:
            ConfigurationError: PostgreSQL is asked for, and its client is not installed.
            SchemaMismatch, StoreUnavailable: a store cannot be opened.
        """
        place = part_of(settings.folder, "positions.sqlite")
        positions = await open_database(place, synchronous=settings.synchronous)
        try:
            return cls(settings, spokes, surroundings, positions)
        except IntegrationError:
            await positions.close()
            raise

    def start(self) -> None:
        """Begin to work, on the running event loop."""
        self._pool.start()
        self._tasks = (asyncio.create_task(self._sweeper.run(), name="sweeper"),)

    async def stop(self, grace_seconds: float) -> None:
        """End the work: jobs under way have ``grace_seconds``, then their leases lapse."""
        await cancel(*self._tasks)
        await self._pool.stop(grace_seconds)
        self._store.close()
        await self._positions.close()

    def _open_store(self) -> Store:
        settings = self._settings
        path, synchronous = part_of(settings.folder, "queue.sqlite"), settings.synchronous
        return Store.of(path, settings, self._clock, synchronous=synchronous, depth_max=settings.queue_depth)

    def _watch_systems(self) -> SystemHealth:
        connections = self._spokes.connections.values()
        return SystemHealth.of(connections, NEEDS, clock=self._clock, on_change=self._wake.set)

    def _make_pool(self, surroundings: Surroundings) -> WorkerPool:
        settings = self._settings
        announcer = Announcer(self._store, self._spokes.chat, trail=self._trail)
        return WorkerPool(
            self._store,
            {TELL: announcer, READ: self._make_intake()},
            settings,
            shares={TELL: max(1, settings.workers // SHARE)},
            wake=self._wake,
            health=self._health,
            clock=self._clock,
            random=surroundings.random,
            trail=self._trail,
            job_seconds=settings.job_seconds,
        )

    def _make_intake(self) -> Intake:
        settings = self._settings
        reader = Reader(
            self._spokes.ai,
            settings.kinds,
            confidence_min=settings.confidence_min,
            tries_max=settings.ai_tries,
            text_length_max=settings.text_length_max,
            trail=self._trail,
        )
        documents, channel = self._spokes.documents, settings.channel
        return Intake(self._store, documents, reader, channel=channel, wake=self._wake, trail=self._trail)

    def _make_sweeper(self, surroundings: Surroundings) -> Sweeper:
        return Sweeper(
            self._store,
            self._spokes.documents,
            SqlCheckpointStore(self._positions, self._clock),
            self._settings,
            clock=self._clock,
            random=surroundings.random,
            wake=self._wake,
            trail=self._trail,
        )

    def _make_doorway(self) -> Doorway:
        return Doorway(
            self._spokes.documents,
            self._store,
            self._sweeper,
            wake=self._wake,
            trail=self._trail,
            healthy=lambda: self._pool.alive and not any(task.done() for task in self._tasks),
            status=Status(self._store, self._health, self._sweeper, self._clock),
            body_bytes_max=self._settings.body_bytes,
        )
