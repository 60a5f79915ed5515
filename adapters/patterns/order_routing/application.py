"""The service as an ASGI application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

import httpx

from ...audit import AuditSink
from ...clock import Clock
from ...service import Running, Service
from ...spokes.connection import Surroundings
from .assembly import Works
from .settings import Settings
from .spokes import connect


def create(
    environment: Mapping[str, str],
    *,
    clock: Clock,
    random: Random,
    transports: Callable[[str], httpx.AsyncBaseTransport],
    audit: AuditSink,
) -> Service:
    """Return the service; its lifespan opens the queue and starts the workers.

    Args:
        environment: ``ORDER_*``, ``<ROLE>_SYSTEM`` and the variables of each system.
        clock: the only source of time.
        random: the only source of chance.
        transports: gives the transport to the system that plays a role: crm, erp, ai or chat.
        audit: the audit trail.

    Raises:
        ConfigurationError: naming the variable that is missing or wrong.
    """
    settings = Settings.from_environment(environment)
    surroundings = Surroundings(environment, clock, random, audit, transports, settings.workers)
    spokes = connect(surroundings)

    async def start() -> Running:
        works = await Works.open(settings, spokes, surroundings)
        works.start()
        return Running(works.ingress, works.stop)

    return Service(start, spokes.aclose, drain_seconds=settings.drain_seconds)
