"""Judging the mood of one event."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from adapters.canonical import Evidence
from adapters.errors import DataError, QualityError, Rejected, SystemUnavailable
from adapters.inbound.job import Job
from adapters.patterns.sentiment_stream.classify import Classifier, Mood
from adapters.ports.ai import Answer, FormT, Question
from adapters.trail import Trail
from tests.adapters.patterns.sentiment_stream.service import Plant, event, planted

EVIDENCE = Evidence(
    model="m", model_version="v", prompt_tokens=1, completion_tokens=1, cost_usd=0.1, latency_seconds=0.1
)


class Oracle:
    """Says what it is told to say, one after the other."""

    def __init__(self, *answers: Mood | Exception) -> None:
        self.answers = list(answers)
        self.asked: list[Question[Any]] = []

    async def ask(self, question: Question[FormT]) -> Answer[FormT]:
        """Give the next answer."""
        self.asked.append(question)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        form: Any = answer
        return Answer(form, EVIDENCE)


def mood(category: str = "negative", confidence: float = 0.9) -> Mood:
    """Return an answer."""
    return Mood.model_validate({"category": category, "confidence": confidence, "explanation": "It says so."})


def classifier(oracle: Oracle, plant: Plant) -> Classifier:
    """Return a classifier that asks twice at most."""
    trail = Trail(plant.sink, plant.clock)
    return Classifier(oracle, plant.log, plant.store, trail, channel="feed", confidence_min=0.5, tries_max=2)


async def receive(plant: Plant) -> Job:
    """Append an event and receive its job."""
    await plant.say(event("a", text="This is bad"))
    return plant.store.receive(1, ("classify",))[0]


async def sentiment(plant: Plant) -> tuple[str | None, float | None]:
    """Return what is known of the event."""
    entry = await plant.log.event(1)
    assert entry is not None
    return entry.sentiment, entry.confidence


def test_an_answer_is_recorded_before_it_is_told_in_the_feed(tmp_path: Path) -> None:
    """A second delivery of the job asks nobody, and adds no second line to the feed."""

    async def scenario(plant: Plant) -> None:
        oracle = Oracle(mood())
        classify, job = classifier(oracle, plant), await receive(plant)
        await classify(job)
        await classify(job)
        assert await sentiment(plant) == ("negative", 0.9)
        assert [question.text for question in oracle.asked] == ["This is bad"]
        assert oracle.asked[0].key == "classify:a:1"
        assert [found.key for found in plant.store.receive(9, ("feed",))] == ["feed:a"]

    planted(tmp_path, scenario)


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ((QualityError("refused", gate="refusal"), mood("positive")), ("positive", 0.9)),
        ((QualityError("refused", gate="refusal"), QualityError("refused", gate="refusal")), ("unclear", None)),
        ((Rejected("not allowed"), mood()), ("unclear", None)),
        ((mood("positive", 0.4),), ("unclear", 0.4)),
    ],
)
def test_what_cannot_be_told_is_unclear(
    tmp_path: Path, answers: tuple[Mood | Exception, ...], found: tuple[str, float | None]
) -> None:
    """After a second try where that can help; never a guess. Without any answer a person is asked."""

    async def scenario(plant: Plant) -> None:
        outcome = await classifier(Oracle(*answers), plant)(await receive(plant))
        assert await sentiment(plant) == found
        assert (outcome.review is not None) == (found[1] is None)

    planted(tmp_path, scenario)


def test_an_ai_that_is_away_is_the_queues_business(tmp_path: Path) -> None:
    """Nothing is recorded, so that a later delivery asks again."""

    async def scenario(plant: Plant) -> None:
        job = await receive(plant)
        with pytest.raises(SystemUnavailable):
            await classifier(Oracle(SystemUnavailable("away")), plant)(job)
        assert await sentiment(plant) == (None, None)

    planted(tmp_path, scenario)


def test_an_event_that_was_forgotten_is_no_guess_either(tmp_path: Path) -> None:
    """It ends as a dead letter, which says why."""

    async def scenario(plant: Plant) -> None:
        job = await receive(plant)
        await plant.log.forget(plant.clock.now() + 1.0, 1)
        with pytest.raises(DataError, match="forgotten"):
            await classifier(Oracle(), plant)(job)

    planted(tmp_path, scenario)
