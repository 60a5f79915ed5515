"""The service as an ASGI application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

import httpx

from ...audit import AuditSink
from ...clock import Clock
from ...errors import IntegrationError
from ...inbound.asgi import Answer, Application, Receive, Scope, Send, send_answer
from ...ports import Chat
from ...spokes import chat
from ...spokes.connection import BACKGROUND, Surroundings
from ...spokes.spoke import Spoke
from .assembly import Works
from .doorway import Doorway
from .settings import Settings


def create(
    environment: Mapping[str, str],
    *,
    clock: Clock,
    random: Random,
    transports: Callable[[str], httpx.AsyncBaseTransport],
    audit: AuditSink,
) -> Application:
    """Return the service; its lifespan opens the warehouse and starts to follow its changes.

    Args:
        environment: ``PURCHASES_*``, ``CHAT_SYSTEM`` and the variables of that system.
        clock: the only source of time, but for PostgreSQL's own.
        random: the only source of chance.
        transports: gives the transport to the system that plays the role chat.
        audit: the audit trail.

    Raises:
        ConfigurationError: naming the variable that is missing or wrong.
    """
    settings = Settings.from_environment(environment)
    surroundings = Surroundings(environment, clock, random, audit, transports, settings.workers)
    return Service(settings, chat.connect(surroundings), surroundings)


class Service:
    """The life of the service, and the way to its doorway.

    Args:
        settings, room, surroundings: what it is put together from.
    """

    def __init__(self, settings: Settings, room: Spoke[Chat], surroundings: Surroundings) -> None:
        self._settings = settings
        self._room = room
        self._port = room.port(BACKGROUND)
        self._surroundings = surroundings
        self._doorway: Doorway | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one HTTP request, or the lifespan.

        Raises:
            ValueError: any other protocol.
        """
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] != "http":
            raise ValueError(f"the service speaks HTTP, not {scope['type']}")
        elif self._doorway is None:
            await send_answer(send, Answer(503, {"error": "not started"}, {"retry-after": "1"}))
        else:
            await self._doorway(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()  # lifespan.startup
        works: Works | None = None
        try:
            works = Works(self._settings, self._port, self._room.connection, self._surroundings)
            self._doorway = await works.start()
        except IntegrationError as error:
            if works is not None:
                await works.stop(0.0)
            await self._room.connection.aclose()
            await send({"type": "lifespan.startup.failed", "message": error.message})
            return
        grace_seconds = 0.0
        try:
            await send({"type": "lifespan.startup.complete"})
            await receive()  # lifespan.shutdown
            grace_seconds = self._settings.drain_seconds
        finally:  # without a shutdown message this is a crash: nothing is drained
            self._doorway = None
            await works.stop(grace_seconds)
            await self._room.connection.aclose()
        await send({"type": "lifespan.shutdown.complete"})
