"""The service as an ASGI application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

import httpx

from ...audit import AuditSink
from ...clock import Clock
from ...service import Running, Service
from ...spokes import ai, chat
from ...spokes.connected import Connected, by_role
from ...spokes.connection import BACKGROUND, GENERATIVE, Surroundings
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
    connected = Connected(connections=by_role(mind, room))
    connections = tuple(connected.connections.values())
    ports = mind.port(GENERATIVE), room.port(BACKGROUND)

    async def start() -> Running:
        works = await Works.open(settings, *ports, connections, surroundings)
        return Running(works.doorway, works.stop)

    return Service(start, connected.aclose, drain_seconds=settings.drain_seconds)
