"""Puts the parts of the service together, around an open log and an open queue."""

from __future__ import annotations

import asyncio
from typing import Self

from ...audit import AuditKind, MaskingSink
from ...errors import IntegrationError
from ...inbound.store import Store
from ...inbound.worker import WorkerPool
from ...pipeline.announce import Announcer
from ...pipeline.budget import cancel
from ...pipeline.health import SystemHealth
from ...ports import AI, Chat
from ...spokes.connection import Connection, Surroundings
from ...stores.errors import StoreUnavailable
from ...stores.opening import look_seconds, part_of
from ...trail import Trail
from ...wake import Wake
from .announce import ALERT, FEED
from .classify import CLASSIFY, Classifier
from .consumer import Consumer, SettlingTrail
from .doorway import Doorway
from .log import Log
from .settings import Settings

NEEDS = {ALERT: ("chat",), FEED: ("chat",), CLASSIFY: ("ai",)}
"""What each kind of job can do nothing without; kinds that finish what was begun come first."""
SHARE = 2
"""The feed takes at most one worker in two: a slow chat must not hold up the AI."""
HOUSEKEEPING_SECONDS = 3600.0


class Works:
    """Everything that lives between startup and shutdown; made by ``open``.

    Args:
        settings: what was set.
        ai, chat: the systems behind their ports.
        connections: their connections by role.
        surroundings: clock, randomness, audit trail.
        log: open; closed by ``stop``.

    Raises:
        SchemaMismatch, StoreUnavailable: the queue cannot be opened.
    """

    def __init__(
        self,
        settings: Settings,
        ai: AI,
        chat: Chat,
        connections: tuple[Connection, ...],
        surroundings: Surroundings,
        log: Log,
    ) -> None:
        self._settings = settings
        self._clock = surroundings.clock
        self._log = log
        self._wake, self._jobs_wake = (Wake(look_seconds(settings.folder)) for _ in range(2))
        trail = Trail(MaskingSink(surroundings.audit), self._clock)
        self._trail = SettlingTrail(trail, self._wake.set)
        self._store = self._open_store()
        self._health = self._watch(connections)
        self._consumer = Consumer(
            log, self._store, settings, clock=self._clock, wake=self._wake, jobs_wake=self._jobs_wake, trail=trail
        )
        self._pool = self._make_pool(ai, chat, surroundings)
        self._tasks: list[asyncio.Task[None]] = []
        self.doorway = self._make_doorway()

    @classmethod
    async def open(
        cls, settings: Settings, ai: AI, chat: Chat, connections: tuple[Connection, ...], surroundings: Surroundings
    ) -> Self:
        """Open log and queue, and begin to work.

        Raises:
            SchemaMismatch, StoreUnavailable: one of them cannot be opened.
            Rejected: the log cannot be replayed as the settings ask.
        """
        log = await Log.open(
            part_of(settings.folder, "stream.sqlite"), surroundings.clock, synchronous=settings.synchronous
        )
        try:
            works = cls(settings, ai, chat, connections, surroundings, log)
        except IntegrationError:
            await log.close()
            raise
        try:
            await works.start()
        except IntegrationError:
            await works.stop(0.0)
            raise
        return works

    async def start(self) -> None:
        """Begin to work, on the running event loop, where the last process stopped.

        Raises:
            Rejected: the log cannot be replayed as the settings ask.
        """
        await self._consumer.load()
        self._pool.start()
        self._tasks = [
            asyncio.create_task(self._consumer.run(), name="consumer"),
            asyncio.create_task(self._keep_house(), name="housekeeping"),
        ]

    async def stop(self, grace_seconds: float) -> None:
        """End the work: jobs under way have ``grace_seconds``, then their leases lapse."""
        await cancel(*self._tasks)
        await self._pool.stop(grace_seconds)
        self._store.close()
        await self._log.close()

    def _open_store(self) -> Store:
        settings = self._settings
        path = part_of(settings.folder, "queue.sqlite")
        return Store.of(path, settings, self._clock, synchronous=settings.synchronous)

    def _watch(self, connections: tuple[Connection, ...]) -> SystemHealth:
        return SystemHealth.of(connections, NEEDS, clock=self._clock, on_change=self._jobs_wake.set)

    def _make_pool(self, ai: AI, chat: Chat, surroundings: Surroundings) -> WorkerPool:
        announcer = Announcer(self._store, chat, trail=self._trail)
        return WorkerPool(
            self._store,
            {ALERT: announcer, FEED: announcer, CLASSIFY: self._make_classifier(ai)},
            self._settings,
            shares={FEED: max(1, self._settings.workers // SHARE)},
            wake=self._jobs_wake,
            health=self._health,
            clock=self._clock,
            random=surroundings.random,
            trail=self._trail,
            job_seconds=self._settings.job_seconds,
            retention_seconds=2 * self._settings.retention_seconds,  # they tell that what is forgotten was posted
        )

    def _make_classifier(self, ai: AI) -> Classifier:
        return Classifier(
            ai,
            self._log,
            self._store,
            self._trail,
            channel=self._settings.channel,
            confidence_min=self._settings.confidence_min,
            tries_max=self._settings.ai_tries,
        )

    def _make_doorway(self) -> Doorway:
        return Doorway(
            self._log,
            self._store,
            self._consumer,
            self._settings,
            clock=self._clock,
            wake=self._wake,
            trail=self._trail,
            healthy=lambda: self._pool.alive and not any(task.done() for task in self._tasks),
            breakers=self._health.states,
        )

    async def _keep_house(self) -> None:
        """Once an hour forget events and windows that are old."""
        retention_seconds = self._settings.retention_seconds
        while True:
            await self._clock.sleep(HOUSEKEEPING_SECONDS)
            before = self._clock.now() - retention_seconds
            try:
                await self._log.forget(before, self._consumer.progress.position)
            except StoreUnavailable as error:
                self._trail.note(AuditKind.DEGRADED, "stream", reason=error.message)
