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
from .brokers import VARIABLE
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
    """Return the service; its lifespan opens the ledger, connects to the broker and starts the consumers.

    Args:
        environment: ``INVOICES_*``, ``BROKER_URL``, ``<ROLE>_SYSTEM`` and the variables of each system.
        clock: the only source of time.
        random: the only source of chance.
        transports: gives the transport to the system that plays a role: erp, chat or ai.
        audit: the audit trail.

    Raises:
        ConfigurationError: naming the variable that is missing or wrong.
    """
    settings = Settings.from_environment(environment)
    surroundings = Surroundings(environment, clock, random, audit, transports, settings.posters)
    spokes, url = connect(surroundings), environment.get(VARIABLE, "")

    async def start() -> Running:
        works = await Works.open(settings, spokes, surroundings, url)
        await works.start()
        return Running(works.ingress, works.stop)

    return Service(start, spokes.aclose, drain_seconds=settings.drain_seconds)
