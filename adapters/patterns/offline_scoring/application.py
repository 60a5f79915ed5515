"""The service as an ASGI application."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random

import httpx

from ...audit import AuditSink, MaskingSink
from ...clock import Clock
from ...errors import IntegrationError
from ...inbound.asgi import Answer, Application, Receive, Scope, Send, send_answer
from ...inbound.trail import Trail
from ...ports import AI
from ...spokes import ai
from ...spokes.connection import GENERATIVE, Surroundings
from ...spokes.spoke import Spoke
from .doorway import Doorway
from .library import Library
from .model import Model
from .scorer import Scorer
from .second_opinion import SecondOpinion
from .settings import Settings
from .store import ScoringStore


def create(
    environment: Mapping[str, str],
    *,
    clock: Clock,
    random: Random,
    transports: Callable[[str], httpx.AsyncBaseTransport],
    audit: AuditSink,
) -> Application:
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
    return Service(settings, mind, surroundings)


class Service:
    """The life of the service, and the way to its doorway.

    Args:
        settings, mind, surroundings: what it is put together from; without a ``mind`` no second opinion is asked for.
    """

    def __init__(self, settings: Settings, mind: Spoke[AI] | None, surroundings: Surroundings) -> None:
        self._settings = settings
        self._mind = mind
        self._clock = surroundings.clock
        self._trail = Trail(MaskingSink(surroundings.audit), surroundings.clock)
        self._doorway: Doorway | None = None
        self._store: ScoringStore | None = None

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
            await send_answer(send, Answer(503, {"error": "no model is ready yet"}, {"retry-after": "1"}))
        else:
            await self._doorway(scope, receive, send)

    async def _live(self, receive: Receive, send: Send) -> None:
        await receive()  # lifespan.startup
        try:
            await self._start()
        except IntegrationError as error:
            await self._stop()
            await send({"type": "lifespan.startup.failed", "message": error.message})
            return
        try:
            await send({"type": "lifespan.startup.complete"})
            await receive()  # lifespan.shutdown
        finally:
            await self._stop()
        await send({"type": "lifespan.shutdown.complete"})

    async def _start(self) -> None:
        settings, began_at = self._settings, self._clock.steady()
        library = Library(settings)
        first = library.provide(settings.source, settings.version, settings.digest)
        self._store = await ScoringStore.open(settings.store_path, self._clock, synchronous=settings.synchronous)
        scorer = Scorer(self._store, library.provide, self._opinion(first), settings, self._trail)
        await scorer.start(first)
        self._doorway = Doorway(
            scorer,
            settings,
            trail=self._trail,
            cold_start_seconds=round(self._clock.steady() - began_at, 3),
            breakers=self._breakers,
        )

    def _opinion(self, first: Model) -> SecondOpinion | None:
        if self._mind is None:
            return None
        return SecondOpinion(
            self._mind.port(GENERATIVE),
            first.labels,
            clock=self._clock,
            trail=self._trail,
            seconds=self._settings.ai_seconds,
            at_once_max=self._settings.ai_calls_max,
        )

    def _breakers(self) -> Mapping[str, str]:
        return {} if self._mind is None else {"ai": self._mind.connection.stack.breaker.state.value}

    async def _stop(self) -> None:
        self._doorway = None
        if self._store is not None:
            await self._store.close()
        if self._mind is not None:
            await self._mind.connection.aclose()
