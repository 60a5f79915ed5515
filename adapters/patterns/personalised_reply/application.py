"""The service as an ASGI application."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from random import Random

import httpx

from ...audit import AuditKind, AuditSink, MaskingSink
from ...clock import Clock
from ...errors import IntegrationError
from ...inbound.asgi import Application, Receive, Scope, Send, send_answer
from ...inbound.database import StoreUnavailable
from ...inbound.trail import Trail
from ...pipeline.budget import cancel
from ...spokes.connection import Surroundings
from ...stores.database import Database
from ...stores.idempotency import SqlIdempotencyStore
from ...stores.opening import open_database
from .background import Ages, Investigator
from .interface import Interface
from .once import Once
from .problems import UNAVAILABLE, Problem, answer_of
from .responder import Responder
from .settings import Settings
from .spokes import Spokes, connect
from .status import Status
from .writer import Writer

HOUSEKEEPING_SECONDS = 3_600.0


def create(
    environment: Mapping[str, str],
    *,
    clock: Clock,
    random: Random,
    transports: Callable[[str], httpx.AsyncBaseTransport],
    audit: AuditSink,
) -> Application:
    """Return the service; its lifespan opens the store.

    Args:
        environment: ``REPLY_*``, ``CRM_SYSTEM``, ``AI_SYSTEM`` and the variables of each system.
        clock: the only source of time.
        random: the only source of chance.
        transports: gives the transport to the system that plays a role: crm or ai.
        audit: the audit trail.

    Raises:
        ConfigurationError: naming the variable that is missing or wrong.
    """
    settings = Settings.from_environment(environment)
    surroundings = Surroundings(environment, clock, random, audit, transports, settings.concurrency)
    return Service(settings, connect(surroundings), surroundings)


class Service:
    """The life of the service, and the way to its interface.

    Args:
        settings, spokes, surroundings: what it is put together from.
    """

    def __init__(self, settings: Settings, spokes: Spokes, surroundings: Surroundings) -> None:
        self._settings = settings
        self._spokes = spokes
        self._surroundings = surroundings
        self._trail = Trail(MaskingSink(surroundings.audit), surroundings.clock)
        self._database: Database | None = None
        self._housekeeping: asyncio.Task[None] | None = None
        self._interface: Interface | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one HTTP request, or the lifespan.

        Raises:
            ValueError: any other protocol.
        """
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] != "http":
            raise ValueError(f"the service speaks HTTP, not {scope['type']}")
        elif self._interface is None:
            problem = Problem(UNAVAILABLE, "The service is starting or stopping", retry_after_seconds=1.0)
            await send_answer(send, answer_of(problem, "unknown"))
        else:
            await self._interface(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()  # lifespan.startup
        try:
            await self._start()
        except IntegrationError as error:
            await self._spokes.aclose()
            await send({"type": "lifespan.startup.failed", "message": error.message})
            return
        try:
            await send({"type": "lifespan.startup.complete"})
            await receive()  # lifespan.shutdown
        finally:
            await self._stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _start(self) -> None:
        settings, clock = self._settings, self._surroundings.clock
        self._database = await open_database(settings.store_path, synchronous=settings.store_synchronous)
        once = Once(
            SqlIdempotencyStore(self._database, clock),
            clock=clock,
            lease_seconds=settings.lease_seconds,
            remembered_seconds=settings.retention_seconds,
        )
        self._interface = self._make_interface(once)
        self._housekeeping = asyncio.create_task(self._keep_house(once), name="housekeeping")

    async def _stop(self) -> None:
        interface, self._interface = self._interface, None
        if interface is not None:
            await interface.aclose()
        if self._housekeeping is not None:
            await cancel(self._housekeeping)
        if self._database is not None:
            await self._database.close()
        await self._spokes.aclose()

    async def _keep_house(self, once: Once) -> None:
        while True:
            await self._surroundings.clock.sleep(HOUSEKEEPING_SECONDS)
            try:
                await once.forget()
            except StoreUnavailable as error:
                self._trail.note(AuditKind.DEGRADED, "store", reason=error.message)

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
