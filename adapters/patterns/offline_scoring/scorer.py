"""Answers from the model, asks the AI where the model is unsure, and lets candidates prove themselves."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from ...audit import AuditKind
from ...errors import ConfigurationError, Conflict, Rejected
from ...trail import Trail
from .model import Model, Scored
from .second_opinion import SecondOpinion
from .settings import Settings
from .store import GivenAnswer, Pin, ScoringStore, State
from .trial import Event, Rule, Tally

MODEL = "model"
AI = "ai"

Provide = Callable[[str, str, str | None], Model]
"""Returns a model by source, version and, where it is pinned, digest."""


@dataclass(frozen=True, slots=True)
class Report:
    """What is told of the models."""

    state: State
    active: Model
    shadow: Model | None
    tally: Tally


class Scorer:
    """The models in use.

    Args:
        store: answers, feedback and the state of the models.
        provide: loads or trains models.
        opinion: whom to ask when the model is unsure; ``None`` for nobody.
        settings: see there.
        trail: where answers and changes of the models are noted.
    """

    def __init__(
        self, store: ScoringStore, provide: Provide, opinion: SecondOpinion | None, settings: Settings, trail: Trail
    ) -> None:
        self._store = store
        self._provide = provide
        self._opinion = opinion
        self._settings = settings
        self._trail = trail
        self._rule = Rule(settings.trial_answers, settings.better_by, settings.worse_by)
        self._models: dict[str, Model] = {}
        self._state: State | None = None
        self._changing = asyncio.Lock()

    async def start(self, first: Model) -> None:
        """Get the models ready that were in use when the last process ended, or begin with ``first``.

        Raises:
            ConfigurationError: one of them is not there any more, or is not what it was.
        """
        self._state = await self._store.begin(_pin(first, self._settings.source))
        self._models[first.version] = first
        for version in (self._state.active, self._state.shadow):
            if version is not None:
                await self._restore(version, first)

    async def _restore(self, version: str, first: Model) -> None:
        pin = await self._store.pin_of(version)
        if pin is None:
            raise ConfigurationError(f"model {version} was in use, and nothing is known of it")
        if version not in self._models:
            self._models[version] = self._provide(pin.source, version, pin.digest)
        found = self._models[version].digest
        if found != pin.digest:
            raise ConfigurationError(f"model {version} had digest {pin.digest}, and now has {found}")

    @property
    def state(self) -> State:
        """Which models are in use."""
        if self._state is None:
            raise AssertionError("the scorer is used before it was started")
        return self._state

    async def score(self, id: str, text: str) -> tuple[GivenAnswer, Model]:
        """Answer a request; one that was answered before gets the same answer.

        Raises:
            Conflict: the id was used for another text.
        """
        digest = hashlib.sha256(text.encode()).hexdigest()
        known = await self._store.answer_to(id)
        if known is None:
            answer = await self._answer(id, text, digest)
            await self._store.remember(answer, self._settings.answers_max)
            known = await self._store.answer_to(id) or answer
        if known.text_digest != digest:
            raise Conflict(f"request {id} was answered for another text")
        return known, self._models[self.state.active]

    async def _answer(self, id: str, text: str, digest: str) -> GivenAnswer:
        state = self.state
        own = self._models[state.active].score(text)
        shadow = None if state.shadow is None else self._models[state.shadow].score(text).label
        found, source, degraded = await self._decide(id, text, own)
        self._trail.note(
            AuditKind.PREDICTED,
            id,
            category=found.label,
            confidence=found.confidence,
            source=source,
            model_version=state.active,
            degraded=degraded,
        )
        return GivenAnswer(
            id=id,
            text_digest=digest,
            label=found.label,
            confidence=found.confidence,
            source=source,
            degraded=degraded,
            trial=state.trial,
            active=state.active,
            active_label=own.label,
            shadow_label=shadow,
        )

    async def _decide(self, id: str, text: str, own: Scored) -> tuple[Scored, str, bool]:
        """Return the answer, where it comes from, and whether a better one could not be had."""
        if own.confidence >= self._settings.confidence_min:
            return own, MODEL, False
        if self._opinion is None:
            return own, MODEL, True
        asked = await self._opinion.ask(id, text)
        return (own, MODEL, True) if asked is None else (asked, AI, False)

    async def learn(self, id: str, truth: str) -> Event | None:
        """Take the right answer to a request; return what that did to the models.

        Raises:
            NotFound: the answer is not remembered.
            Conflict: something else was said of it before.
            Rejected: no model in use knows such a label.
        """
        known = {label for version in self._in_use() for label in self._models[version].labels}
        if truth not in known:
            raise Rejected("label: no model in use knows it", fields=("label",))
        await self._store.learn(id, truth)
        async with self._changing:
            state = self.state
            event = self._rule.judge(state.phase, await self._store.tally(state.trial))
            if event is not None:
                await self._end_phase(state, event)
        return event

    async def _end_phase(self, state: State, event: Event) -> None:
        tally = await self._store.tally(state.trial)
        self._state = await self._store.end_phase(state, event)
        for version in [version for version in self._models if version not in self._in_use()]:
            del self._models[version]
        self._trail.note(
            AuditKind.ROUTED,
            "models",
            change=event.value,
            active=self.state.active,
            before=state.active,
            answers=tally.answers,
            active_right=tally.active_right,
            shadow_right=tally.shadow_right,
        )

    async def propose(self, source: str, version: str, digest: str | None) -> State:
        """Begin to try a candidate in the shadow; the one that is on trial already may be proposed again.

        Raises:
            Conflict: another one is on trial, or the version is known with other content.
            Rejected: there is no such model, or it is too large, or tells other labels apart.
        """
        async with self._changing:
            state = self.state
            if version == state.shadow:
                return state
            if version == state.active:
                raise Conflict(f"model {version} is the one that answers")
            try:
                candidate = self._provide(source, version, digest)
            except ConfigurationError as error:
                raise Rejected(error.message, fields=("source",)) from error
            if set(candidate.labels) != set(self._models[state.active].labels):
                raise Rejected("source: the candidate tells other labels apart", fields=("source",))
            self._state = await self._store.propose(state, _pin(candidate, source))
            self._models[version] = candidate
            self._trail.note(AuditKind.ROUTED, "models", change=Event.PROPOSED.value, shadow=version)
            return self.state

    async def report(self) -> Report:
        """Return what is to be told of the models."""
        state = self.state
        shadow = None if state.shadow is None else self._models[state.shadow]
        return Report(state, self._models[state.active], shadow, await self._store.tally(state.trial))

    def _in_use(self) -> tuple[str, ...]:
        return tuple(version for version in (self.state.active, self.state.shadow) if version is not None)


def _pin(model: Model, source: str) -> Pin:
    return Pin(model.version, source, model.digest, model.rows)
