"""Mistakes of a model inside the application."""

from __future__ import annotations

import dataclasses
from contextlib import nullcontext
from typing import Any

from ..mistake import Mistake, always

SCENARIO = "offline-scoring"
PATTERN = "patterns.offline_scoring"


def _has_all_the_slots(original: Any) -> Any:
    return lambda environment, clock, random, audit, transports, slots: original(
        environment, clock, random, audit, transports, 1_000
    )


def _asks_as_often_as_it_likes(original: Any) -> Any:
    async def ask(self: Any, key: str, text: str) -> Any:
        self._at_once_max = 1_000
        return await original(self, key, text)

    return ask


def _never_degraded(original: Any) -> Any:
    async def decide(self: Any, id: str, text: str, own: Any) -> Any:
        found, source, _ = await original(self, id, text, own)
        return found, source, False

    return decide


def _waits_as_long_as_it_takes(original: Any) -> Any:
    async def within(seconds: float, work: Any) -> Any:
        return await work

    return within


def _promotes_the_newest(original: Any) -> Any:
    def judge(self: Any, phase: Any, tally: Any) -> Any:
        event = original(self, phase, tally)
        return type(event).PROMOTED if event is not None and event.value == "rejected" else event

    return judge


def _takes_any_artefact(original: Any) -> Any:
    def provide(self: Any, source: str, version: str, digest: str | None) -> Any:
        return original(self, source, version, None)

    return provide


def _begins_with_the_first_model(original: Any) -> Any:
    async def begin(self: Any, first: Any) -> Any:
        state = await original(self, first)
        return state if state.phase.value != "steady" else dataclasses.replace(state, active=first.version)

    return begin


MISTAKES = (
    Mistake(
        "no-bulkhead-around-the-model-service",
        "the service can take it",
        {
            f"{PATTERN}.application:Surroundings": _has_all_the_slots,
            f"{PATTERN}.second_opinion:SecondOpinion.ask": _asks_as_often_as_it_likes,
        },
        "bulkhead",
        "ai-silent-under-load",
        65,
        scenario=SCENARIO,
    ),
    Mistake(
        "second-choice-not-marked",
        "an answer is an answer",
        {f"{PATTERN}.scorer:Scorer._decide": _never_degraded},
        "graceful-degradation",
        "ai-silent",
        60,
        scenario=SCENARIO,
    ),
    Mistake(
        "waits-for-the-model-service",
        "it answers within a second",
        {
            f"{PATTERN}.second_opinion:deadline": always(nullcontext()),
            f"{PATTERN}.second_opinion:within": _waits_as_long_as_it_takes,
        },
        "deadline-respected",
        "ai-silent",
        60,
        scenario=SCENARIO,
    ),
    Mistake(
        "worse-model-promoted",
        "the newest model is the best",
        {f"{PATTERN}.trial:Rule.judge": _promotes_the_newest},
        "no-lost-event",
        "calm",
        130,
        scenario=SCENARIO,
    ),
    Mistake(
        "promotion-forgotten",
        "the process knows which model is in use",
        {f"{PATTERN}.store:ScoringStore.begin": _begins_with_the_first_model},
        "bounded-staleness",
        "killed-on-trial",
        91,
        scenario=SCENARIO,
    ),
)
