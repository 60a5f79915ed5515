"""The service as an ASGI application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

import httpx

from ...audit import AuditSink
from ...clock import Clock
from ...errors import IntegrationError
from ...inbound.asgi import Answer, Application, Receive, Scope, Send, send_answer
from ...spokes.connection import Surroundings
from .assembly import Works
from .settings import Settings
from .spokes import Spokes, connect


def create(
    environment: Mapping[str, str],
    *,
    clock: Clock,
    random: Random,
    transports: Callable[[str], httpx.AsyncBaseTransport],
    audit: AuditSink,
) -> Application:
    """Return the service; its lifespan opens the stores and starts workers and sweeps.

    Args:
        environment: ``INTAKE_*``, ``CHAT_SYSTEM``, ``AI_SYSTEM`` and the variables of each system.
        clock: the only source of time.
        random: the only source of chance.
        transports: gives the transport to the system that plays a role: chat or ai.
        audit: the audit trail.

    Raises:
        ConfigurationError: naming the variable that is missing or wrong.
    """
    settings = Settings.from_environment(environment)
    surroundings = Surroundings(environment, clock, random, audit, transports, settings.workers)
    return Service(settings, connect(surroundings), surroundings)


class Service:
    """The life of the service, and the way to its doorway.

    Args:
        settings, spokes, surroundings: what it is put together from.
    """

    def __init__(self, settings: Settings, spokes: Spokes, surroundings: Surroundings) -> None:
        self._settings = settings
        self._spokes = spokes
        self._surroundings = surroundings
        self._works: Works | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one HTTP request, or the lifespan.

        Raises:
            ValueError: any other protocol.
        """
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] != "http":
            raise ValueError(f"the service speaks HTTP, not {scope['type']}")
        elif self._works is None:
            await send_answer(send, Answer(503, {"error": "not started"}, {"retry-after": "1"}))
        else:
            await self._works.doorway(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()  # lifespan.startup
        try:
            self._start()
        except IntegrationError as error:
            await self._spokes.aclose()
            await send({"type": "lifespan.startup.failed", "message": error.message})
            return
        grace_seconds = 0.0
        try:
            await send({"type": "lifespan.startup.complete"})
            await receive()  # lifespan.shutdown
            grace_seconds = self._settings.drain_seconds
        finally:  # without a shutdown message this is a crash: nothing is drained
            await self._stop(grace_seconds)
        await send({"type": "lifespan.shutdown.complete"})

    def _start(self) -> None:
        self._works = Works(self._settings, self._spokes, self._surroundings)
        self._works.start()

    async def _stop(self, grace_seconds: float) -> None:
        if self._works is not None:
            await self._works.stop(grace_seconds)
        self._works = None
        await self._spokes.aclose()
