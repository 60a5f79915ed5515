"""Puts the parts of the service together, around an open queue."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from ...audit import MaskingSink
from ...errors import IntegrationError
from ...inbound.store import Store
from ...inbound.worker import WorkerPool
from ...pipeline.health import SystemHealth
from ...spokes.connection import Surroundings
from ...stores.database import Database
from ...stores.idempotency import SqlIdempotencyStore
from ...stores.opening import look_seconds, open_database
from ...trail import Trail
from ...wake import Wake
from .desk import Desk, QueuedDesk, SynchronousDesk
from .enrichment import Enrichment
from .flow import ENRICH, Enriching, Flow
from .ingress import Ingress
from .rules import Rules
from .settings import Mode, Settings
from .spokes import Spokes

NEEDS = {ENRICH: ("crm", "erp", "ai", "chat")}
"""What the enrichment of an order can do nothing without."""


class Works:
    """Everything that lives between startup and shutdown; made by ``open``.

    The queue is the service's own store and no broker: an order's id, the bound on the queue's depth and the job itself
    are written in one transaction before the customer is answered, an id that comes back is recognised for as long as
    the order is kept, and the orders of a customer wait for each other. A broker offers none of these by itself;
    ``supplier_invoices`` is the pattern that pays for one with a ledger and a relay before it.

    Args:
        settings: what was set.
        spokes: the systems.
        surroundings: clock, randomness, audit trail.
        claims: those of orders that are worked on in line; open, closed by ``stop``.

    Raises:
        SchemaMismatch, StoreUnavailable: the queue cannot be opened.
    """

    def __init__(self, settings: Settings, spokes: Spokes, surroundings: Surroundings, claims: Database) -> None:
        self._settings = settings
        self._spokes = spokes
        self._clock = surroundings.clock
        self._wake = Wake(look_seconds(settings.store_path))
        self._trail = Trail(MaskingSink(surroundings.audit), self._clock)
        self._store = self._open_store()
        self._claims = claims
        self._health = self._watch_systems()
        self._flow = self._make_flow()
        self._pool = self._make_pool(surroundings)
        self.ingress = self._make_ingress()

    @classmethod
    async def open(cls, settings: Settings, spokes: Spokes, surroundings: Surroundings) -> Self:
        """Open the stores and put the rest together.

        Raises:
            ConfigurationError: PostgreSQL is asked for, and its client is not installed.
            SchemaMismatch, StoreUnavailable: a store cannot be opened.
        """
        claims = await open_database(settings.claims_path, synchronous=settings.store_synchronous)
        try:
            return cls(settings, spokes, surroundings, claims)
        except IntegrationError:
            await claims.close()
            raise

    def start(self) -> None:
        """Begin to work, on the running event loop."""
        self._pool.start()

    async def stop(self, grace_seconds: float) -> None:
        """End the work: orders under way have ``grace_seconds``, then their leases lapse."""
        await self._pool.stop(grace_seconds)
        self._store.close()
        await self._claims.close()

    def _open_store(self) -> Store:
        settings = self._settings
        synchronous, depth_max = settings.store_synchronous, settings.queue_depth
        return Store.of(settings.store_path, settings, self._clock, synchronous=synchronous, depth_max=depth_max)

    def _watch_systems(self) -> SystemHealth:
        connections = self._spokes.connections.values()
        return SystemHealth.of(connections, NEEDS, clock=self._clock, on_change=self._wake.set)

    def _make_flow(self) -> Flow:
        settings, spokes = self._settings, self._spokes
        enrichment = Enrichment(
            spokes.crm, spokes.erp, spokes.ai, confidence_min=settings.confidence_min, trail=self._trail
        )
        rules = Rules(settings.home_country, settings.large_total)
        return Flow(enrichment, rules, spokes.chat, settings.channel, trail=self._trail)

    def _make_pool(self, surroundings: Surroundings) -> WorkerPool:
        settings = self._settings
        return WorkerPool(
            self._store,
            {ENRICH: Enriching(self._store, self._flow)},
            settings,
            shares={},
            wake=self._wake,
            health=self._health,
            clock=self._clock,
            random=surroundings.random,
            trail=self._trail,
            job_seconds=settings.work_seconds,
        )

    def _make_desk(self) -> Desk:
        if self._settings.mode is Mode.QUEUED:
            return QueuedDesk(self._store, self._flow, wake=self._wake, trail=self._trail)
        return SynchronousDesk(
            SqlIdempotencyStore(self._claims, self._clock),
            self._flow,
            clock=self._clock,
            trail=self._trail,
            work_seconds=self._settings.work_seconds,
            lease_seconds=self._settings.lease_seconds,
        )

    def _make_ingress(self) -> Ingress:
        return Ingress(
            self._make_desk(),
            healthy=lambda: self._pool.alive,
            status=self._status,
            trail=self._trail,
            body_bytes_max=self._settings.body_bytes,
        )

    def _status(self) -> Mapping[str, object]:
        queue = self._store.queue()
        oldest = queue.oldest_accepted_at
        letters = [{"key": letter.key, "reason": letter.reason} for letter in self._store.dead.listed()]
        return {
            "mode": self._settings.mode.value,
            "queue": {"ready": queue.ready, "leased": queue.leased, "done": queue.done, "dead": queue.dead},
            "oldest_age_seconds": 0.0 if oldest is None else self._clock.now() - oldest,
            "dead_letters": letters,
            "breakers": self._health.states(),
            "totals": self._store.totals(),
        }
