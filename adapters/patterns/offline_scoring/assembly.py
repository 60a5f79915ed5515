"""Puts the parts of the service together, around an open store and a model that is ready."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from ...audit import MaskingSink
from ...errors import IntegrationError
from ...ports import AI
from ...spokes.connection import GENERATIVE, Surroundings
from ...spokes.spoke import Spoke
from ...trail import Trail
from .doorway import Doorway
from .library import Library
from .model import Model
from .scorer import Scorer
from .second_opinion import SecondOpinion
from .settings import Settings
from .store import ScoringStore


class Works:
    """Everything that lives between startup and shutdown; made by ``open``.

    Args:
        settings: what was set.
        mind: the AI to ask; without one no second opinion is asked for.
        surroundings: clock and audit trail.
        store: open; closed by ``stop``.
        library: provides the models.
        first: the model to begin with.
    """

    def __init__(
        self,
        settings: Settings,
        mind: Spoke[AI] | None,
        surroundings: Surroundings,
        store: ScoringStore,
        library: Library,
        first: Model,
    ) -> None:
        self._settings = settings
        self._mind = mind
        self._clock = surroundings.clock
        self._trail = Trail(MaskingSink(surroundings.audit), surroundings.clock)
        self._store = store
        self._scorer = Scorer(store, library.provide, self._opinion(first), settings, self._trail)

    @classmethod
    async def open(cls, settings: Settings, mind: Spoke[AI] | None, surroundings: Surroundings) -> tuple[Self, Doorway]:
        """Get the first model ready and open the store; return the works and the way in.

        Raises:
            ConfigurationError: the model is not the one that is pinned, or cannot be had.
            SchemaMismatch, StoreUnavailable: the store cannot be opened.
        """
        began_at = surroundings.clock.steady()
        library = Library(settings)
        first = library.provide(settings.source, settings.version, settings.digest)
        store = await ScoringStore.open(settings.store_path, surroundings.clock, synchronous=settings.synchronous)
        works = cls(settings, mind, surroundings, store, library, first)
        try:
            await works._scorer.start(first)
        except IntegrationError:
            await works.stop()
            raise
        return works, works._make_doorway(surroundings.clock.steady() - began_at)

    async def stop(self, grace_seconds: float = 0.0) -> None:
        """End the work at once, whatever grace there is: every answer that was given is in the store."""
        await self._store.close()

    def _make_doorway(self, cold_start_seconds: float) -> Doorway:
        return Doorway(
            self._scorer,
            self._settings,
            trail=self._trail,
            cold_start_seconds=round(cold_start_seconds, 3),
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
