"""The service with one mistake: three that are easily made."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from random import Random
from typing import Any

import httpx

from adapters.audit import AuditSink
from adapters.canonical import Customer
from adapters.clock import Clock
from adapters.errors import IntegrationError
from adapters.inbound.asgi import Application
from adapters.patterns.personalised_reply.assembly import Works
from adapters.patterns.personalised_reply.background import Found, Investigator, Part, Source
from adapters.patterns.personalised_reply.flights import Flights
from adapters.patterns.personalised_reply.interface import Interface
from adapters.patterns.personalised_reply.messages import Reply, ReplyRequest
from adapters.patterns.personalised_reply.once import Once
from adapters.patterns.personalised_reply.responder import Responder
from adapters.patterns.personalised_reply.settings import Settings
from adapters.patterns.personalised_reply.spokes import connect
from adapters.service import Running, Service
from adapters.spokes.connection import Surroundings


class Boasting(Responder):
    """Passes everything off as whole."""

    async def respond(self, id: str, request_id: str, request: ReplyRequest, seconds: float) -> Reply:
        """Answer, and say nothing of what is missing."""
        reply = await super().respond(id, request_id, request, seconds)
        return reply.model_copy(update={"degraded": False, "missing": []})


class Unheeding(Flights[Any]):
    """Works on, whether anybody waits or not."""

    async def join(self, key: str, digest: str, work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        """Do the work in a task of its own, which nobody cancels."""
        return await asyncio.shield(asyncio.create_task(work()))


class Guessing(Investigator):
    """Takes a customer that it could not read for an ordinary one."""

    def _stand_in(self, key: str, part: Part, memory: Any, address: str, error: IntegrationError) -> Found[Any]:
        found = super()._stand_in(key, part, memory, address, error)
        if part is not Part.CUSTOMER:
            return found
        return Found(Customer(id="unknown", email=address, name="unknown", tier="Basic"), Source.SYSTEM, 0.0)


class BoastingWorks(Works):
    """Says that a standing text is an answer."""

    def _make_responder(self) -> Responder:
        careful = super()._make_responder()
        careful.__class__ = Boasting
        return careful


class UnheedingWorks(Works):
    """Pays for answers that nobody gets."""

    def _make_interface(self, once: Once) -> Interface:
        interface = super()._make_interface(once)
        interface._flights = Unheeding()
        return interface


class GuessingWorks(Works):
    """Makes customers up."""

    def _make_investigator(self) -> Investigator:
        careful = super()._make_investigator()
        careful.__class__ = Guessing
        return careful


MISTAKES: Mapping[str, type[Works]] = {
    "boasting": BoastingWorks,
    "unheeding": UnheedingWorks,
    "guessing": GuessingWorks,
}


def create(
    environment: Mapping[str, str],
    *,
    clock: Clock,
    random: Random,
    transports: Callable[[str], httpx.AsyncBaseTransport],
    audit: AuditSink,
) -> Application:
    """Return the service with the mistake that ``MISTAKE`` names; the arguments are those of the careful one."""
    settings = Settings.from_environment(environment)
    surroundings = Surroundings(environment, clock, random, audit, transports, settings.concurrency)
    spokes = connect(surroundings)

    async def start() -> Running:
        works = await MISTAKES[environment["MISTAKE"]].open(settings, spokes, surroundings)
        return Running(works.interface, works.stop)

    return Service(start, spokes.aclose)
