"""The service as an ASGI application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

import httpx

from ...audit import AuditSink
from ...clock import Clock
from ...errors import IntegrationError
from ...inbound.asgi import Answer, Application, Receive, Scope, Send, send_answer
from ...ports import AI, Chat
from ...spokes import ai, chat
from ...spokes.connection import BACKGROUND, GENERATIVE, Connection, Surroundings
from .assembly import Works
from .log import Log
from .settings import Settings


def create(
    environment: Mapping[str, str],
    *,
    clock: Clock,
    random: Random,
    transports: Callable[[str], httpx.AsyncBaseTransport],
    audit: AuditSink,
) -> Application:
    """Return the service; its lifespan opens log and queue and starts consumer and workers.

    Args:
        environment: ``STREAM_*``, ``AI_SYSTEM``, ``CHAT_SYSTEM`` and the variables of each system.
        clock: the only source of time.
        random: the only source of chance.
        transports: gives the transport to the system that plays a role: ai or chat.
        audit: the audit trail.

    Raises:
        ConfigurationError: naming the variable that is missing or wrong.
    """
    settings = Settings.from_environment(environment)
    surroundings = Surroundings(environment, clock, random, audit, transports, settings.workers)
    mind, room = ai.connect(surroundings), chat.connect(surroundings)
    connections = (mind.connection, room.connection)
    return Service(settings, mind.port(GENERATIVE), room.port(BACKGROUND), connections, surroundings)


class Service:
    """The life of the service, and the way to its doorway.

    Args:
        settings, mind, room, connections, surroundings: what it is put together from.
    """

    def __init__(
        self,
        settings: Settings,
        mind: AI,
        room: Chat,
        connections: tuple[Connection, ...],
        surroundings: Surroundings,
    ) -> None:
        self._settings = settings
        self._mind = mind
        self._room = room
        self._connections = connections
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
            works = await self._start()
        except IntegrationError as error:
            await self._close_connections()
            await send({"type": "lifespan.startup.failed", "message": error.message})
            return
        grace_seconds = 0.0
        self._works = works
        try:
            await send({"type": "lifespan.startup.complete"})
            await receive()  # lifespan.shutdown
            grace_seconds = self._settings.drain_seconds
        finally:  # without a shutdown message this is a crash: nothing is drained
            self._works = None
            await works.stop(grace_seconds)
            await self._close_connections()
        await send({"type": "lifespan.shutdown.complete"})

    async def _start(self) -> Works:
        path = str(Path(self._settings.folder) / "stream.sqlite")
        log = await Log.open(path, self._surroundings.clock, synchronous=self._settings.synchronous)
        try:
            works = Works(self._settings, self._mind, self._room, self._connections, self._surroundings, log)
        except IntegrationError:
            await log.close()
            raise
        try:
            await works.start()
        except IntegrationError:
            await works.stop(0.0)
            raise
        return works

    async def _close_connections(self) -> None:
        for connection in self._connections:
            await connection.aclose()
