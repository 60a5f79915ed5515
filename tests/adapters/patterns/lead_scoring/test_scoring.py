"""Having a lead scored."""

from __future__ import annotations

import asyncio
from typing import Any, cast

import pytest
from pydantic import ValidationError

from adapters.canonical import Evidence
from adapters.errors import QualityError
from adapters.patterns.lead_scoring.scoring import Scorer, Scoring, check, presented
from adapters.ports.ai import Answer, FormT, Question
from adapters.ports.leads import Lead

LEAD = Lead(id="00Q1", company="Alder Mills", title="Plant Manager", employees=12, annual_revenue=2_500_000.0)
EVIDENCE = Evidence(
    model="m", model_version="m-1", prompt_tokens=1, completion_tokens=1, cost_usd=0.0, latency_seconds=0.1
)


class FakeMind:
    """An AI that remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[Question[Any]] = []

    async def ask(self, question: Question[FormT]) -> Answer[FormT]:
        """Give the one answer that it has."""
        self.asked.append(question)
        return Answer(cast("FormT", Scoring(score=71.5, rating="Hot", reason="A budget is named.")), EVIDENCE)


def test_one_question_holds_one_lead() -> None:
    """With what its score depends on, a key of its own, and nothing that tells who it is."""
    mind = FakeMind()
    scoring = asyncio.run(Scorer(mind).score(LEAD))
    assert scoring.score == 71.5
    assert [(question.key, question.text) for question in mind.asked] == [
        ("lead:00Q1", "Company: Alder Mills\nTitle: Plant Manager\nAnnual revenue: 2500000\nEmployees: 12")
    ]


@pytest.mark.parametrize(
    ("changes", "gate"),
    [
        ({"company": "  "}, "incomplete"),
        ({"company": "Al\ufffdder"}, "malformed"),
        ({"employees": -3}, "implausible"),
        ({"annual_revenue": -1.0}, "implausible"),
        ({"title": None, "employees": None, "annual_revenue": None}, "incomplete"),
    ],
)
def test_a_lead_that_nobody_could_score_is_not_asked_about(changes: dict[str, object], gate: str) -> None:
    """Each gate has its name."""
    with pytest.raises(QualityError) as caught:
        check(LEAD.model_copy(update=changes))
    assert caught.value.gate == gate


def test_a_sound_lead_passes() -> None:
    """And a long description is cut before it is paid for."""
    check(LEAD)
    assert len(presented(LEAD.model_copy(update={"description": "x" * 9_000}))) < 4_200


@pytest.mark.parametrize("fields", [{"score": 101.0}, {"score": -1.0}, {"rating": "Lukewarm"}, {"reason": ""}])
def test_an_answer_outside_the_form_is_none(fields: dict[str, object]) -> None:
    """A score has bounds, and a rating is one of three."""
    with pytest.raises(ValidationError):
        Scoring.model_validate({"score": 50.0, "rating": "Warm", "reason": "Because."} | fields)
