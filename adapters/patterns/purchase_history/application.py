"""The service as an ASGI application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

import httpx

from ...audit import AuditSink
from ...clock import Clock
from ...errors import IntegrationError
from ...service import Running, Service
from ...spokes import chat
from ...spokes.connection import BACKGROUND, Surroundings
from .assembly import Works
from .settings import Settings


def create(
    environment: Mapping[str, str],
    *,
    clock: Clock,
    random: Random,
    transports: Callable[[str], httpx.AsyncBaseTransport],
    audit: AuditSink,
) -> Service:
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
    room = chat.connect(surroundings)
    port = room.port(BACKGROUND)

    async def start() -> Running:
        works = await Works.open(settings, port, room.connection, surroundings)
        try:
            return Running(await works.start(), works.stop)
        except IntegrationError:
            await works.stop(0.0)
            raise

    return Service(start, room.connection.aclose, drain_seconds=settings.drain_seconds)
