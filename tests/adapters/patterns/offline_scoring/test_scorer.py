"""Answers, feedback, and models that take over."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from adapters.errors import ConfigurationError, Conflict, Rejected
from adapters.patterns.offline_scoring.model import Scored
from adapters.patterns.offline_scoring.second_opinion import SecondOpinion
from adapters.patterns.offline_scoring.store import State
from adapters.patterns.offline_scoring.trial import Event, Phase, Tally
from tests.adapters.patterns.offline_scoring.models import Bench, benched, model

HALF = model("1", meow="cat", woof="cat")
GOOD = model("2", meow="cat", woof="dog", bark="dog", purr="cat")
BAD = model("3", meow="dog", woof="cat")
MODELS = {"1": HALF, "2": GOOD, "3": BAD}


class Fixed(SecondOpinion):
    """Says always the same."""

    def __init__(self, found: Scored | None) -> None:
        self.found = found
        self.asked: list[str] = []

    async def ask(self, key: str, text: str) -> Scored | None:
        """Say it."""
        self.asked.append(text)
        return self.found


def test_a_repeated_request_gets_its_answer_again_and_another_text_a_conflict(tmp_path: Path) -> None:
    """Also when the model has changed meanwhile."""

    async def scenario(bench: Bench) -> None:
        first, _ = await bench.scorer.score("a", "woof")
        await bench.scorer.propose("x", "2", None)
        await bench.hear("woof", "woof", "woof", "woof")
        assert bench.scorer.state.active == "2"
        again, _ = await bench.scorer.score("a", "woof")
        assert first == again
        with pytest.raises(Conflict):
            await bench.scorer.score("a", "meow")

    benched(tmp_path, scenario, MODELS)


@pytest.mark.parametrize(
    ("opinion", "text", "found"),
    [
        (Fixed(Scored("dog", 0.8)), "meow", ("cat", "model", False)),
        (Fixed(Scored("dog", 0.8)), "grunt", ("dog", "ai", False)),
        (Fixed(None), "grunt", ("cat", "model", True)),
        (None, "grunt", ("cat", "model", True)),
    ],
)
def test_the_ai_is_asked_where_the_model_is_unsure(
    tmp_path: Path, opinion: Fixed | None, text: str, found: tuple[str, str, bool]
) -> None:
    """And an answer that could not be made better says so."""

    async def scenario(bench: Bench) -> None:
        answer, _ = await bench.scorer.score("a", text)
        assert (answer.label, answer.source, answer.degraded) == found
        assert (opinion.asked if opinion else []) == ([text] if text == "grunt" and opinion else [])

    benched(tmp_path, scenario, MODELS, opinion, confidence_min=0.6)


def test_a_better_candidate_takes_over_and_is_confirmed(tmp_path: Path) -> None:
    """Until then nobody is told what it says."""

    async def scenario(bench: Bench) -> None:
        assert await bench.scorer.propose("x", "2", None) == State("1", "2", Phase.SHADOW, 2)
        await bench.hear("meow", "woof", "meow")
        answer, _ = await bench.scorer.score("probe", "woof")
        assert (answer.label, answer.shadow_label) == ("cat", "dog")
        await bench.hear("woof")
        assert bench.scorer.state == State("2", "1", Phase.WATCH, 3)
        await bench.hear("meow", "woof", "meow", "meow")
        assert bench.scorer.state == State("2", None, Phase.STEADY, 4)
        assert (await bench.scorer.report()).shadow is None

    benched(tmp_path, scenario, MODELS)


def test_a_worse_candidate_never_answers(tmp_path: Path) -> None:
    """Nor does one that is as good."""

    async def scenario(bench: Bench) -> None:
        for version in ("3", "1b"):
            await bench.scorer.propose("x", version, None)
            await bench.hear("meow", "woof", "meow", "woof")
            assert (bench.scorer.state.active, bench.scorer.state.phase) == ("1", Phase.STEADY)

    benched(tmp_path, scenario, {**MODELS, "1b": model("1b", meow="cat", woof="cat")})


def test_a_model_that_turns_out_worse_is_rolled_back(tmp_path: Path) -> None:
    """The one before it answered in the shadow all the time."""
    lucky = model("4", meow="dog", woof="dog")

    async def scenario(bench: Bench) -> None:
        await bench.scorer.propose("x", "4", None)
        await bench.hear("woof", "woof", "woof", "woof")
        assert bench.scorer.state.active == "4"
        await bench.hear("meow", "meow", "meow", "woof")
        assert bench.scorer.state == State("1", None, Phase.STEADY, 4)
        changes = [event.fields["change"] for event in bench.sink.events if event.key == "models"]
        assert changes == [Event.PROPOSED, Event.PROMOTED, Event.ROLLED_BACK]

    benched(tmp_path, scenario, {**MODELS, "4": lucky})


def test_a_trial_goes_on_in_the_next_process(tmp_path: Path) -> None:
    """With the answers that were counted; and the model that took over still answers."""

    async def first(bench: Bench) -> None:
        await bench.scorer.propose("x", "2", None)
        await bench.hear("woof", "woof", "woof")

    async def second(bench: Bench) -> None:
        assert (await bench.scorer.report()).tally == Tally(3, 0, 3)
        await bench.scorer.score("last", "woof")
        assert await bench.scorer.learn("last", "dog") is Event.PROMOTED

    async def third(bench: Bench) -> None:
        answer, active = await bench.scorer.score("after", "woof")
        assert (answer.label, active.version) == ("dog", "2")

    for scenario in (first, second, third):
        benched(tmp_path, scenario, MODELS)


def test_a_model_that_is_not_what_it_was_fails_the_start(tmp_path: Path) -> None:
    """Answers of an unknown model are worse than none."""

    async def begin(bench: Bench) -> None:
        await bench.scorer.propose("x", "2", None)

    benched(tmp_path, begin, MODELS)
    with pytest.raises(ConfigurationError, match="model 2 had digest"):
        benched(tmp_path, begin, {**MODELS, "2": BAD})


def test_a_candidate_that_cannot_be_tried_is_refused(tmp_path: Path) -> None:
    """One that is missing, tells other things apart, or is in use."""
    other = dataclasses.replace(model("5", meow="cat"), labels=("cat", "fish"))

    async def scenario(bench: Bench) -> None:
        for version in ("9", "5"):
            with pytest.raises(Rejected):
                await bench.scorer.propose("x", version, None)
        with pytest.raises(Conflict):
            await bench.scorer.propose("x", "1", None)
        state = await bench.scorer.propose("x", "2", None)
        assert await bench.scorer.propose("x", "2", None) == state
        with pytest.raises(Conflict):
            await bench.scorer.propose("x", "3", None)

    benched(tmp_path, scenario, {**MODELS, "5": other})


def test_feedback_with_a_label_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    """It would count against every model."""

    async def scenario(bench: Bench) -> None:
        await bench.scorer.score("a", "meow")
        with pytest.raises(Rejected):
            await bench.scorer.learn("a", "fish")

    benched(tmp_path, scenario, MODELS)
