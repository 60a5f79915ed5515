"""Nightly topics as an ASGI application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

import httpx

from ...audit import AuditSink
from ...clock import Clock
from ...service import Service
from ...spokes.connection import Surroundings
from ..batch.assembly import assemble
from .settings import TopicSettings
from .sorting import Sorter
from .spokes import connect
from .work import TopicWork

NAME = "nightly-topics"


def create(
    environment: Mapping[str, str],
    *,
    clock: Clock,
    random: Random,
    transports: Callable[[str], httpx.AsyncBaseTransport],
    audit: AuditSink,
) -> Service:
    """Return the service; its lifespan opens the store and waits for the window.

    Args:
        environment: ``TOPICS_*``, ``<ROLE>_SYSTEM`` and the variables of each system.
        clock: the only source of time.
        random: the only source of chance.
        transports: gives the transport to the system that plays a role: helpdesk, chat or ai.
        audit: the audit trail.

    Raises:
        ConfigurationError: naming the variable that is missing or wrong.
    """
    settings = TopicSettings.from_environment(environment)
    surroundings = Surroundings(environment, clock, random, audit, transports, settings.workers)
    spokes = connect(surroundings)
    work = TopicWork(
        spokes.tickets,
        Sorter(spokes.ai, settings.topics),
        spokes.chat,
        name=NAME,
        channel=settings.channel,
        page_size=settings.chunk_size,
        workers=settings.workers,
    )
    return assemble(NAME, work, settings, surroundings, spokes)
