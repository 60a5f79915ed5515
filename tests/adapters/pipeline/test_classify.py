"""Asking the AI, and not believing it."""

from __future__ import annotations

import pytest

from adapters.canonical import Prediction
from adapters.clock import Clock
from adapters.errors import (
    AuthenticationFailed,
    ContractError,
    QualityError,
    Rejected,
    SystemUnavailable,
)
from adapters.pipeline.classify import Classification, Classifier
from adapters.trail import Trail
from tests.adapters.inbound.fakes import RecordingSink
from tests.adapters.inbound.virtual_time import run
from tests.adapters.pipeline.fakes import CATEGORIES, FakeAI, Wire, prediction

MALFORMED = ContractError("truncated", system="openai", version="v1", operation="chat", field="content")


def classify(*answers: Prediction | Exception) -> tuple[Classification, FakeAI, RecordingSink]:
    """Ask an AI that gives these answers, in order."""
    sink = RecordingSink()

    async def main(clock: Clock) -> tuple[Classification, FakeAI, RecordingSink]:
        ai = FakeAI(Wire(clock), list(answers))
        classifier = Classifier(ai, CATEGORIES, confidence_min=0.7, tries_max=2, trail=Trail(sink, clock))
        return await classifier.classify("triage:7:classify", "Where is my card?"), ai, sink

    return run(main)


def test_a_confident_answer_is_taken_and_noted_with_its_origin() -> None:
    """Model, version, confidence and cost are on the trail."""
    classification, ai, sink = classify(prediction())
    assert classification == Classification(prediction())
    assert [question.key for question in ai.questions] == ["triage:7:classify:1"]
    (event,) = sink.events
    assert dict(event.fields) == {
        "category": "card_arrival",
        "confidence": 0.9,
        "model": "model-1",
        "model_version": "2026-01-01",
        "cost_usd": 0.001,
        "degraded": "",
    }


def test_a_doubtful_answer_is_kept_for_a_person() -> None:
    """The prediction is shown to the reviewer, with the reason."""
    classification, _, _ = classify(prediction(confidence=0.69))
    assert classification.prediction is not None
    assert classification.review == "the confidence 0.69 is below 0.70"
    assert classify(prediction(confidence=0.7))[0].review is None


def test_an_unusable_answer_is_asked_for_once_more_under_another_key() -> None:
    """A second answer is another intent; the first one can be found again under its own key."""
    classification, ai, sink = classify(MALFORMED, prediction())
    assert classification.review is None
    assert [question.key for question in ai.questions] == ["triage:7:classify:1", "triage:7:classify:2"]
    assert sink.kinds("triage:7:classify") == ["degraded", "predicted"]


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        (MALFORMED, "content"),
        (QualityError("the model refused to answer", gate="refusal"), "refused to answer"),
        (prediction(category="weather"), "not one that was offered"),
    ],
)
def test_unusable_answers_go_to_a_person_with_the_reason(answer: Prediction | Exception, named: str) -> None:
    """After the declared number of tries, and no more."""
    classification, ai, _ = classify(answer)
    assert classification.prediction is None
    assert classification.review is not None
    assert named in classification.review
    assert len(ai.questions) == 2


def test_a_refused_question_is_not_asked_again() -> None:
    """The same question would be refused again: a person decides at once."""
    classification, ai, _ = classify(Rejected("too long", system="openai"))
    assert classification.review == "the AI refused the question: too long"
    assert len(ai.questions) == 1


@pytest.mark.parametrize("error", [SystemUnavailable("503"), AuthenticationFailed("401")])
def test_an_absent_ai_is_the_queues_business(error: Exception) -> None:
    """Outages and wrong credentials are not turned into work for people."""
    with pytest.raises(type(error)):
        classify(error)
