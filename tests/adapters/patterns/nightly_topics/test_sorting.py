"""Having a ticket sorted."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import Any, cast

import pytest
from pydantic import ValidationError

from adapters.canonical import Evidence
from adapters.errors import QualityError
from adapters.patterns.nightly_topics.sorting import Sorter, Sorting, check, presented, sorting_form
from adapters.ports.ai import Answer, FormT, Question
from adapters.ports.ticket_export import ExportedTicket

TICKET = ExportedTicket(
    id="7", subject="Card lost", text="I lost my card on the train.", created_at=datetime(2025, 10, 9, tzinfo=UTC)
)
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
        return Answer(cast("FormT", Sorting(topic="cards", sentiment="negative", explanation="A card.")), EVIDENCE)


def test_one_question_holds_one_ticket() -> None:
    """With a key of its own, and a form that offers the topics and nothing else."""
    mind = FakeMind()
    sorting = asyncio.run(Sorter(mind, ("cards", "cash")).sort(TICKET))
    assert (sorting.topic, sorting.sentiment) == ("cards", "negative")
    (question,) = mind.asked
    assert (question.key, question.text) == ("ticket:7", "Card lost\n\nI lost my card on the train.")
    with pytest.raises(ValidationError):
        question.form(topic="loans", sentiment="neutral", explanation="x")


def test_a_subject_that_is_the_beginning_of_the_text_is_said_once() -> None:
    """What e-mail programs do is not paid for."""
    assert presented(TICKET.model_copy(update={"subject": "I lost my..."})) == TICKET.text
    assert len(presented(TICKET.model_copy(update={"text": "x" * 9_999}))) == 8_000


@pytest.mark.parametrize(
    ("text", "gate"), [(" 12 ", "incomplete"), ("word \ufffd\ufffd\ufffd", "malformed"), ("bell \a\a\a", "malformed")]
)
def test_what_cannot_be_read_is_not_asked_about(text: str, gate: str) -> None:
    """Each gate has its name."""
    with pytest.raises(QualityError) as caught:
        check(TICKET.model_copy(update={"subject": "", "text": text}))
    assert caught.value.gate == gate


def test_a_sound_ticket_passes() -> None:
    """Line breaks are no damage."""
    check(TICKET.model_copy(update={"text": "one\r\ntwo\tthree"}))


@pytest.mark.parametrize("fields", [{"topic": "loans"}, {"sentiment": "furious"}, {"explanation": ""}])
def test_an_answer_outside_the_form_is_none(fields: dict[str, object]) -> None:
    """Topic and sentiment are closed sets."""
    with pytest.raises(ValidationError):
        sorting_form(("cards", "cash")).model_validate(
            {"topic": "cards", "sentiment": "neutral", "explanation": "Because."} | fields
        )
