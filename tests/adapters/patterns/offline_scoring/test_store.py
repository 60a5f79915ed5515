"""What outlives a process."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

import pytest

from adapters.errors import Conflict, NotFound
from adapters.patterns.offline_scoring.store import GivenAnswer, Pin, ScoringStore, State
from adapters.patterns.offline_scoring.trial import Event, Phase, Tally
from adapters.stores.opening import part_of
from tests.adapters.inbound.virtual_time import SteppedClock

FIRST, SECOND = Pin("1", "rows", "a" * 64, 10), Pin("2", "more", "b" * 64, 20)


def answer(id: str, trial: int = 2, active: str = "cat", shadow: str | None = "dog") -> GivenAnswer:
    """Return an answer in a trial."""
    return GivenAnswer(id, "digest", active, 0.9, "model", False, trial, "1", active, shadow)


def stored(place: str, scenario: Callable[[ScoringStore], Awaitable[None]]) -> None:
    """Run ``scenario`` with an open store."""

    async def main() -> None:
        store = await ScoringStore.open(part_of(place, "s.sqlite"), SteppedClock(), synchronous="OFF")
        try:
            await scenario(store)
        finally:
            await store.close()

    asyncio.run(main())


def test_the_state_is_begun_once_and_found_again(store_place: str) -> None:
    """A later start does not put the first model back."""

    async def first(store: ScoringStore) -> None:
        state = await store.begin(FIRST)
        assert state == State("1", None, Phase.STEADY, 1)
        state = await store.propose(state, SECOND)
        assert state == State("1", "2", Phase.SHADOW, 2)
        assert await store.end_phase(state, Event.PROMOTED) == State("2", "1", Phase.WATCH, 3)

    async def second(store: ScoringStore) -> None:
        state = await store.begin(FIRST)
        assert state == State("2", "1", Phase.WATCH, 3)
        assert await store.end_phase(state, Event.ROLLED_BACK) == State("1", None, Phase.STEADY, 4)
        assert await store.pin_of("2") == SECOND
        assert await store.pin_of("3") is None

    stored(store_place, first)
    stored(store_place, second)


def test_one_trial_at_a_time_and_one_content_per_version(store_place: str) -> None:
    """And of two who change the same state one is told."""

    async def scenario(store: ScoringStore) -> None:
        steady = await store.begin(FIRST)
        with pytest.raises(Conflict, match="digest"):
            await store.propose(steady, replace(FIRST, digest="c" * 64))
        state = await store.propose(steady, SECOND)
        with pytest.raises(Conflict, match="on trial"):
            await store.propose(state, replace(SECOND, version="3"))
        with pytest.raises(Conflict, match="somebody else"):
            await store.propose(steady, SECOND)

    stored(store_place, scenario)


def test_labelled_answers_of_a_trial_are_counted(store_place: str) -> None:
    """Neither those of another trial, nor those without a shadow, nor those that nobody labelled."""

    async def scenario(store: ScoringStore) -> None:
        for given in (answer("a"), answer("b"), answer("c"), answer("d", trial=1), answer("e", shadow=None)):
            await store.remember(given, 100)
        for id, truth in (("a", "cat"), ("b", "dog"), ("d", "cat"), ("e", "cat")):
            await store.learn(id, truth)
        await store.learn("a", "cat")
        assert await store.tally(2) == Tally(2, 1, 1)

    stored(store_place, scenario)


def test_feedback_needs_an_answer_and_does_not_change_its_mind(store_place: str) -> None:
    """So that nobody can decide a trial by repeating himself."""

    async def scenario(store: ScoringStore) -> None:
        await store.remember(answer("a"), 100)
        await store.learn("a", "cat")
        with pytest.raises(Conflict):
            await store.learn("a", "dog")
        with pytest.raises(NotFound):
            await store.learn("z", "dog")

    stored(store_place, scenario)


def test_the_first_answer_stays_and_the_oldest_are_forgotten(store_place: str) -> None:
    """Memory is bounded."""

    async def scenario(store: ScoringStore) -> None:
        await store.remember(answer("a"), 2)
        await store.remember(answer("a", active="dog"), 2)
        assert await store.answer_to("a") == answer("a")
        for id in ("b", "c"):
            await store.remember(answer(id), 2)
        assert await store.answer_to("a") is None
        assert await store.answer_to("b") is not None

    stored(store_place, scenario)
