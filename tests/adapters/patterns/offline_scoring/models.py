"""Small models, and a scorer around them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import numpy as np

from adapters.clock import Clock
from adapters.errors import ConfigurationError
from adapters.patterns.offline_scoring.model import Model
from adapters.patterns.offline_scoring.scorer import Scorer
from adapters.patterns.offline_scoring.second_opinion import SecondOpinion
from adapters.patterns.offline_scoring.settings import Settings
from adapters.patterns.offline_scoring.store import ScoringStore
from adapters.trail import Trail
from tests.adapters.inbound.fakes import RecordingSink
from tests.adapters.inbound.virtual_time import run

LABELS = ("cat", "dog")
RIGHT = {"meow": "cat", "purr": "cat", "woof": "dog", "bark": "dog"}


def model(version: str = "1", **known: str) -> Model:
    """Return a model that is sure of the words that it knows, and right about none but these."""
    terms = tuple(known) or ("meow",)
    weights = np.array([[9.0 if known.get(term) == label else 0.0 for term in terms] for label in LABELS])
    return Model(version, LABELS, terms, np.ones(len(terms)), weights, np.zeros(2), len(terms))


def settings(folder: Path, **changes: object) -> Settings:
    """Return settings with short trials."""
    given = {"data": str(folder), "source": "first", "store_path": str(folder / "s.sqlite"), "synchronous": "OFF"}
    return Settings.model_validate({**given, "trial_answers": 4, **changes})


class Bench:
    """A scorer with its store, over models that are given by version."""

    def __init__(self, store: ScoringStore, scorer: Scorer, sink: RecordingSink, clock: Clock) -> None:
        self.store = store
        self.scorer = scorer
        self.sink = sink
        self.clock = clock
        self._number = 0

    async def hear(self, *words: str) -> None:
        """Score words and tell what would have been right."""
        for word in words:
            self._number += 1
            id = f"{self.scorer.state.trial}-{self._number}"
            await self.scorer.score(id, word)
            await self.scorer.learn(id, RIGHT[word])


def benched(
    folder: Path,
    scenario: Callable[[Bench], Awaitable[None]],
    models: Mapping[str, Model],
    opinion: SecondOpinion | None = None,
    **changes: object,
) -> None:
    """Run ``scenario`` with a scorer that begins with model 1."""

    def provide(source: str, version: str, digest: str | None) -> Model:
        if version not in models:
            raise ConfigurationError(f"there is no {source}")
        return models[version]

    async def main(clock: Clock) -> None:
        chosen, sink = settings(folder, **changes), RecordingSink()
        store = await ScoringStore.open(chosen.store_path, clock, synchronous="OFF")
        scorer = Scorer(store, provide, opinion, chosen, Trail(sink, clock))
        try:
            await scorer.start(models["1"])
            await scenario(Bench(store, scorer, sink, clock))
        finally:
            await store.close()

    run(main)
