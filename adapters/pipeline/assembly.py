"""Puts the parts of the service together, around an open store."""

from __future__ import annotations

from ..audit import MaskingSink
from ..inbound.receiver import Receiver
from ..inbound.settings import DAY_SECONDS
from ..inbound.store import Store
from ..inbound.worker import WorkerPool
from ..spokes.connection import Surroundings
from ..stores.opening import look_seconds
from ..trail import Trail
from ..wake import Wake
from .announce import ANNOUNCE, Announcer
from .classify import Classifier
from .enrich import Enricher
from .flow import ENRICH, TRIAGE, Triage, triage_job
from .follow_up import FollowUp
from .health import SystemHealth
from .route import Routing
from .settings import Settings
from .spokes import Spokes
from .status import Status

NEEDS = {ANNOUNCE: ("chat",), TRIAGE: ("helpdesk", "ai"), ENRICH: ("crm", "helpdesk")}
"""What each kind of job can do nothing without; kinds that finish what was begun come first."""
SHARE = 4
"""Announcements and follow-ups take at most one worker in four each: a slow chat or CRM must not hold up triage."""


class Works:
    """Everything that lives between startup and shutdown.

    Args:
        settings: what was set.
        routing: the rules.
        spokes: the systems.
        surroundings: clock, randomness, audit trail.

    Raises:
        SchemaMismatch, StoreUnavailable: the store cannot be opened.
    """

    def __init__(self, settings: Settings, routing: Routing, spokes: Spokes, surroundings: Surroundings) -> None:
        self._settings = settings
        self._spokes = spokes
        self._clock = surroundings.clock
        self._wake = Wake(look_seconds(settings.store_path))
        self._trail = Trail(MaskingSink(surroundings.audit), self._clock)
        self._store = self._open_store()
        self._health = self._watch_systems()
        self._pool = self._make_pool(routing, surroundings)
        self.receiver = self._make_receiver()

    def start(self) -> None:
        """Begin to work, on the running event loop."""
        self._pool.start()

    async def stop(self, grace_seconds: float) -> None:
        """End the work: jobs under way have ``grace_seconds``, then their leases lapse."""
        await self._pool.stop(grace_seconds)
        self._store.close()

    def _open_store(self) -> Store:
        settings = self._settings
        synchronous, depth_max = settings.store_synchronous, settings.queue_depth
        return Store.of(settings.store_path, settings, self._clock, synchronous=synchronous, depth_max=depth_max)

    def _watch_systems(self) -> SystemHealth:
        connections = self._spokes.connections.values()
        return SystemHealth.of(connections, NEEDS, clock=self._clock, on_change=self._wake.set)

    def _make_receiver(self) -> Receiver:
        return Receiver(
            self._spokes.helpdesk,
            self._store,
            triage_job,
            wake=self._wake,
            trail=self._trail,
            healthy=lambda: self._pool.alive,
            status=Status(self._store, self._health, self._clock),
            body_bytes_max=self._settings.body_bytes,
        )

    def _make_pool(self, routing: Routing, surroundings: Surroundings) -> WorkerPool:
        share = max(1, self._settings.workers // SHARE)
        return WorkerPool(
            self._store,
            {
                ANNOUNCE: Announcer(self._store, self._spokes.chat, trail=self._trail),
                TRIAGE: self._make_triage(routing),
                ENRICH: FollowUp(self._store, self._spokes.helpdesk, self._spokes.crm.background),
            },
            self._settings,
            shares={ANNOUNCE: share, ENRICH: share},
            wake=self._wake,
            health=self._health,
            clock=self._clock,
            random=surroundings.random,
            trail=self._trail,
            job_seconds=self._settings.job_seconds,
        )

    def _make_triage(self, routing: Routing) -> Triage:
        settings = self._settings
        return Triage(
            self._store,
            self._spokes.helpdesk,
            self._make_classifier(),
            self._make_enricher(),
            routing,
            channel=settings.channel,
            clock=self._clock,
            wake=self._wake,
            trail=self._trail,
            age_seconds_max=settings.stale_after_days * DAY_SECONDS,
            follow_up_seconds=settings.follow_up_seconds,
        )

    def _make_classifier(self) -> Classifier:
        settings = self._settings
        return Classifier(
            self._spokes.ai,
            settings.categories,
            confidence_min=settings.confidence_min,
            tries_max=settings.ai_tries,
            trail=self._trail,
        )

    def _make_enricher(self) -> Enricher:
        return Enricher(
            self._spokes.crm.interactive,
            clock=self._clock,
            trail=self._trail,
            budget_seconds=self._settings.crm_budget_seconds,
            stale_seconds_max=self._settings.customer_memory_seconds,
        )
