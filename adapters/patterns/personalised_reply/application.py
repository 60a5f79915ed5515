"""The service as an ASGI application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

import httpx

from ...audit import AuditSink
from ...clock import Clock
from ...service import Running, Service
from ...spokes.connection import HASTY, Surroundings
from .assembly import Works
from .problems import UNAVAILABLE, Problem, answer_of
from .settings import Settings
from .spokes import connect

NOT_STARTED = answer_of(Problem(UNAVAILABLE, "The service is starting or stopping", retry_after_seconds=1.0), "unknown")


def create(
    environment: Mapping[str, str],
    *,
    clock: Clock,
    random: Random,
    transports: Callable[[str], httpx.AsyncBaseTransport],
    audit: AuditSink,
) -> Service:
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
    surroundings = Surroundings(environment, clock, random, audit, transports, settings.concurrency, HASTY)
    spokes = connect(surroundings)

    async def start() -> Running:
        works = await Works.open(settings, spokes, surroundings)
        return Running(works.interface, works.stop)

    return Service(start, spokes.aclose, not_started=NOT_STARTED)
