"""The service as an ASGI application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

import httpx

from ...audit import AuditSink
from ...clock import Clock
from ...inbound.asgi import Answer
from ...service import Running, Service
from ...spokes import ai
from ...spokes.connected import Connected, by_role
from ...spokes.connection import Surroundings
from .assembly import Works
from .settings import Settings

NOT_READY = Answer(503, {"error": "no model is ready yet"}, {"retry-after": "1"})


def create(
    environment: Mapping[str, str],
    *,
    clock: Clock,
    random: Random,
    transports: Callable[[str], httpx.AsyncBaseTransport],
    audit: AuditSink,
) -> Service:
    """Return the service; its lifespan gets the models ready, and until then it answers 503.

    Args:
        environment: ``EMBEDDED_*``; ``AI_URL`` and the variables of that system where there is an AI to ask.
        clock: the only source of time.
        random: the only source of chance in calls; a training has a seed of its own.
        transports: gives the transport to the system that plays the role ai.
        audit: the audit trail.

    Raises:
        ConfigurationError: naming the variable that is missing or wrong.
    """
    settings = Settings.from_environment(environment)
    surroundings = Surroundings(environment, clock, random, audit, transports, settings.ai_calls_max)
    mind = ai.connect(surroundings) if environment.get("AI_URL") else None
    connected = Connected(connections=by_role(*([] if mind is None else [mind])))

    async def start() -> Running:
        works, doorway = await Works.open(settings, mind, surroundings)
        return Running(doorway, works.stop)

    return Service(start, connected.aclose, not_started=NOT_READY)
