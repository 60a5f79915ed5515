"""Asking the AI."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from adapters.canonical import Evidence
from adapters.clock import Clock
from adapters.errors import BreakerOpen, ContractError, IntegrationError
from adapters.patterns.offline_scoring.model import Scored
from adapters.patterns.offline_scoring.second_opinion import Opinion, SecondOpinion
from adapters.ports.ai import Answer, FormT, Question
from adapters.trail import Trail
from tests.adapters.inbound.fakes import RecordingSink
from tests.adapters.inbound.virtual_time import run

EVIDENCE = Evidence(
    model="m", model_version="v", prompt_tokens=1, completion_tokens=1, cost_usd=0.1, latency_seconds=0.1
)


class Oracle:
    """Answers "dog" after a while, or raises."""

    def __init__(self, clock: Clock, seconds: float = 1.0, error: IntegrationError | None = None) -> None:
        self.clock = clock
        self.seconds = seconds
        self.error = error
        self.cancelled = 0
        self.asked: list[Question[Any]] = []

    async def ask(self, question: Question[FormT]) -> Answer[FormT]:
        """Answer."""
        self.asked.append(question)
        try:
            await self.clock.sleep(self.seconds)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.error is not None:
            raise self.error
        return Answer(
            question.form.model_validate({"category": "dog", "confidence": 0.8, "explanation": "."}), EVIDENCE
        )


def opinion(oracle: Oracle, sink: RecordingSink, at_once_max: int = 2) -> SecondOpinion:
    """Return one that waits three seconds."""
    trail = Trail(sink, oracle.clock)
    return SecondOpinion(oracle, ("cat", "dog"), clock=oracle.clock, trail=trail, seconds=3.0, at_once_max=at_once_max)


def test_the_ai_chooses_from_the_labels_that_the_model_knows() -> None:
    """And from no others."""

    async def main(clock: Clock) -> None:
        oracle = Oracle(clock)
        assert await opinion(oracle, RecordingSink()).ask("k", "woof") == Scored("dog", 0.8)
        form: type[Opinion] = oracle.asked[0].form
        assert form.model_json_schema()["properties"]["category"]["enum"] == ["cat", "dog"]
        assert (oracle.asked[0].key, oracle.asked[0].text) == ("k", "woof")

    run(main)


def test_an_answer_that_takes_too_long_is_given_up_and_stopped() -> None:
    """What nobody waits for any more is not paid for."""

    async def main(clock: Clock) -> None:
        oracle, sink = Oracle(clock, seconds=60.0), RecordingSink()
        began_at = clock.now()
        assert await opinion(oracle, sink).ask("k", "woof") is None
        assert clock.now() - began_at < 3.5
        assert oracle.cancelled == 1
        assert sink.kinds("k") == ["degraded"]

    run(main)


@pytest.mark.parametrize(
    "error", [BreakerOpen("open"), ContractError("odd", system="ai", version="1", operation="ask")]
)
def test_without_the_ai_there_is_no_opinion_and_no_error(error: IntegrationError) -> None:
    """Whatever stood in the way."""

    async def main(clock: Clock) -> None:
        assert await opinion(Oracle(clock, error=error), RecordingSink()).ask("k", "woof") is None

    run(main)


def test_more_questions_than_allowed_are_not_asked() -> None:
    """And afterwards there is room again."""

    async def main(clock: Clock) -> None:
        oracle = Oracle(clock)
        asking = opinion(oracle, RecordingSink())
        found = await asyncio.gather(*(asking.ask(str(number), "woof") for number in range(3)))
        assert [each is None for each in found] == [False, False, True]
        assert len(oracle.asked) == 2
        assert await asking.ask("later", "woof") is not None

    run(main)
