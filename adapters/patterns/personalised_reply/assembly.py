"""Puts the parts of the service together, around an open store."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Self

from ...audit import AuditKind, MaskingSink
from ...pipeline.budget import cancel
from ...spokes.connection import Surroundings
from ...stores.database import Database
from ...stores.errors import StoreUnavailable
from ...stores.idempotency import SqlIdempotencyStore
from ...stores.opening import open_database
from ...trail import Trail
from .background import Ages, Investigator
from .interface import Interface
from .once import Once
from .responder import Responder
from .settings import Settings
from .spokes import Spokes
from .status import Status
from .writer import Writer

HOUSEKEEPING_SECONDS = 3_600.0


class Works:
    """Everything that lives between startup and shutdown; made by ``open``.

    Args:
        settings: what was set.
        spokes: the systems.
        surroundings: clock, randomness, audit trail.
        database: open; closed by ``stop``.
    """

    def __init__(self, settings: Settings, spokes: Spokes, surroundings: Surroundings, database: Database) -> None:
        self._settings = settings
        self._spokes = spokes
        self._surroundings = surroundings
        self._trail = Trail(MaskingSink(surroundings.audit), surroundings.clock)
        self._database = database
        once = self._make_once()
        self.interface = self._make_interface(once)
        self._housekeeping = asyncio.create_task(self._keep_house(once), name="housekeeping")

    @classmethod
    async def open(cls, settings: Settings, spokes: Spokes, surroundings: Surroundings) -> Self:
        """Open the store and put the rest together.

        Raises:
            SchemaMismatch, StoreUnavailable: the store cannot be opened.
        """
        database = await open_database(settings.store_path, synchronous=settings.store_synchronous)
        return cls(settings, spokes, surroundings, database)

    async def stop(self, grace_seconds: float = 0.0) -> None:
        """End the work at once, whatever grace there is: a caller that was not answered asks again."""
        await self.interface.aclose()
        await cancel(self._housekeeping)
        await self._database.close()

    async def _keep_house(self, once: Once) -> None:
        while True:
            await self._surroundings.clock.sleep(HOUSEKEEPING_SECONDS)
            try:
                await once.forget()
            except StoreUnavailable as error:
                self._trail.note(AuditKind.DEGRADED, "store", reason=error.message)

    def _make_once(self) -> Once:
        settings, clock = self._settings, self._surroundings.clock
        return Once(
            SqlIdempotencyStore(self._database, clock),
            clock=clock,
            lease_seconds=settings.lease_seconds,
            remembered_seconds=settings.retention_seconds,
        )

    def _make_interface(self, once: Once) -> Interface:
        settings = self._settings
        return Interface(
            self._make_responder(),
            once,
            Status(self._breakers),
            clock=self._surroundings.clock,
            random=self._surroundings.random,
            trail=self._trail,
            deadline_seconds=settings.deadline_seconds,
            replies_max=settings.replies_max,
            body_bytes_max=settings.body_bytes,
        )

    def _make_responder(self) -> Responder:
        clock, trail = self._surroundings.clock, self._trail
        return Responder(
            self._make_investigator(),
            self._make_writer(),
            clock=clock,
            trail=trail,
            confidence_min=self._settings.confidence_min,
        )

    def _make_investigator(self) -> Investigator:
        settings = self._settings
        return Investigator(
            self._spokes.crm,
            self._spokes.history,
            clock=self._surroundings.clock,
            trail=self._trail,
            budget_seconds=settings.crm_budget_seconds,
            cases=settings.history_cases,
            ages=Ages(settings.fresh_seconds, settings.stale_seconds_max),
            remembered_max=settings.remembered_max,
        )

    def _make_writer(self) -> Writer:
        settings = self._settings
        return Writer(
            self._spokes.ai,
            clock=self._surroundings.clock,
            trail=self._trail,
            tries_max=settings.ai_tries,
            reply_seconds_max=settings.reply_seconds_max,
            remembered_max=settings.remembered_max,
        )

    def _breakers(self) -> Mapping[str, str]:
        connections = self._spokes.connections
        return {name: connection.stack.breaker.state.value for name, connection in connections.items()}
