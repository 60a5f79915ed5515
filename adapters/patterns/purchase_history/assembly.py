"""Puts the parts of the service together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Self

from ...audit import AuditKind, MaskingSink
from ...clock import Clock
from ...errors import ConfigurationError, IntegrationError, SystemUnavailable
from ...inbound.store import Store
from ...inbound.worker import WorkerPool
from ...masking import Secret
from ...pipeline.announce import Announcer
from ...pipeline.budget import cancel
from ...pipeline.health import SystemHealth
from ...ports import Chat
from ...ports.warehouse import Warehouse
from ...spokes.connection import Connection, Surroundings
from ...stores.checkpoints import SqlCheckpointStore
from ...stores.database import Database
from ...stores.opening import look_seconds, open_database
from ...trail import Trail
from ...wake import Wake
from .capture import TELL, Capture
from .doorway import Doorway
from .replication import Replication
from .settings import Settings
from .sqlite import SqliteWarehouse


async def open_warehouse(settings: Settings, clock: Clock) -> Warehouse:
    """Open the replica that the settings name.

    Raises:
        ConfigurationError: psycopg is missing.
        SystemUnavailable: the replica cannot be reached.
    """
    if settings.warehouse == "sqlite":
        path = Path(settings.folder) / "replica.sqlite"
        return SqliteWarehouse.open(path, clock, steps_max=settings.statement_steps_max)
    try:
        from .postgresql import PostgresqlWarehouse, PostgresqlWarehouseSettings
    except ImportError as error:
        raise ConfigurationError("PostgreSQL needs psycopg: install windtunnel[postgres]") from error
    return await PostgresqlWarehouse.open(
        PostgresqlWarehouseSettings(
            conninfo=Secret(settings.conninfo or ""),
            connections_max=settings.connections_max,
            connect_seconds=settings.connect_seconds,
            statement_seconds=settings.statement_seconds,
            lag_from=settings.lag_from,
        )
    )


def open_replication(settings: Settings, clock: Clock) -> Replication | None:
    """Fill a warehouse in SQLite, where the settings ask for that, and let its replica follow for the first time.

    Raises:
        ConfigurationError: the file with the purchases is wrong.
        SystemUnavailable: the files of the warehouse cannot be used.
    """
    if settings.load is None:
        return None
    stall = {"stall_from_seconds": settings.stall_from_seconds, "stall_seconds": settings.stall_seconds}
    replication = Replication(Path(settings.folder), clock, **stall)
    try:
        replication.load(settings.load)
        replication.follow()
    except (ConfigurationError, SystemUnavailable):
        replication.close()
        raise
    return replication


class Works:
    """Everything that lives between startup and shutdown; made by ``open``.

    Args:
        settings: what was set.
        chat: where changes are told.
        connection: the chat's connection.
        surroundings: clock, randomness, audit trail.
        database: with the checkpoints; open, closed by ``stop``.

    Raises:
        SchemaMismatch, StoreUnavailable: the queue cannot be opened.
    """

    def __init__(
        self, settings: Settings, chat: Chat, connection: Connection, surroundings: Surroundings, database: Database
    ) -> None:
        self._settings = settings
        self._clock = surroundings.clock
        self._wake = Wake(look_seconds(settings.folder))
        self._trail = Trail(MaskingSink(surroundings.audit), self._clock)
        self._closing: list[Callable[[], None]] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._warehouse: Warehouse | None = None
        self._store, self._database = self._open_store(), database
        self._closing.append(self._store.close)
        needs = {TELL: (connection.role,)}
        self._health = SystemHealth.of((connection,), needs, clock=self._clock, on_change=self._wake.set)
        self._pool = self._make_pool(chat, surroundings)

    @classmethod
    async def open(cls, settings: Settings, chat: Chat, connection: Connection, surroundings: Surroundings) -> Self:
        """Open the stores and put the rest together.

        Raises:
            ConfigurationError: PostgreSQL is asked for, and its client is not installed.
            SchemaMismatch, StoreUnavailable: a store cannot be opened.
        """
        database = await open_database(settings.place_of("checkpoints.sqlite"), synchronous=settings.synchronous)
        try:
            return cls(settings, chat, connection, surroundings, database)
        except IntegrationError:
            await database.close()
            raise

    async def start(self) -> Doorway:
        """Begin to work, on the running event loop, where the last process stopped; return the way in.

        Raises:
            ConfigurationError: the file with the purchases is wrong, or psycopg is missing.
            TransientError: the warehouse or a store cannot be used.
        """
        replication = open_replication(self._settings, self._clock)
        if replication is not None:
            self._closing.append(replication.close)
        self._warehouse = await open_warehouse(self._settings, self._clock)
        capture = self._make_capture(self._warehouse)
        await capture.load()
        self._pool.start()
        self._tasks = [asyncio.create_task(capture.run(), name="capture")]
        if replication is not None:
            self._tasks.append(asyncio.create_task(self._follow(replication), name="replication"))
        return self._make_doorway(self._warehouse, capture)

    async def stop(self, grace_seconds: float) -> None:
        """End the work: jobs under way have ``grace_seconds``, then their leases lapse."""
        await cancel(*self._tasks)
        await self._pool.stop(grace_seconds)
        if self._warehouse is not None:
            await self._warehouse.close()
        await self._database.close()
        for close in self._closing:
            close()

    def _open_store(self) -> Store:
        settings = self._settings
        return Store.of(settings.place_of("queue.sqlite"), settings, self._clock, synchronous=settings.synchronous)

    async def _follow(self, replication: Replication) -> None:
        while True:
            await self._clock.sleep(self._settings.replicate_every_seconds)
            try:
                replication.follow()
            except SystemUnavailable as error:
                self._trail.note(AuditKind.DEGRADED, "replication", system=error.system, reason=error.message)

    def _make_capture(self, warehouse: Warehouse) -> Capture:
        return Capture(
            warehouse,
            self._store,
            SqlCheckpointStore(self._database, self._clock),
            clock=self._clock,
            jobs_wake=self._wake,
            trail=self._trail,
            channel=self._settings.channel,
            every_seconds=self._settings.capture_every_seconds,
            batch=self._settings.capture_batch,
            in_flight_max=self._settings.in_flight_max,
        )

    def _make_pool(self, chat: Chat, surroundings: Surroundings) -> WorkerPool:
        settings = self._settings
        return WorkerPool(
            self._store,
            {TELL: Announcer(self._store, chat, trail=self._trail)},
            settings,
            shares={},
            wake=self._wake,
            health=self._health,
            clock=self._clock,
            random=surroundings.random,
            trail=self._trail,
            job_seconds=settings.job_seconds,
        )

    def _make_doorway(self, warehouse: Warehouse, capture: Capture) -> Doorway:
        return Doorway(
            warehouse,
            self._store,
            capture,
            self._settings,
            clock=self._clock,
            trail=self._trail,
            healthy=lambda: self._pool.alive and not any(task.done() for task in self._tasks),
            breakers=self._health.states,
        )
