"""A document on its way through the queue."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.canonical import Message
from adapters.errors import NotFound, SystemUnavailable
from adapters.patterns.document_intake.intake import Intake, read_job
from adapters.patterns.document_intake.reading import Reader
from tests.adapters.patterns.document_intake.plant import FakeAI, Plant, planted


def intake(plant: Plant, ai: FakeAI) -> Intake:
    """Return the handler."""
    reader = Reader(ai, plant.settings.kinds, confidence_min=0.6, tries_max=1, text_length_max=100, trail=plant.trail)
    return Intake(plant.store, plant.documents, reader, channel="documents", wake=plant.wake, trail=plant.trail)


def test_a_document_is_read_and_its_message_queued(tmp_path: Path) -> None:
    """The message waits in a job of its own, under a key made from the document."""

    async def scenario(plant: Plant) -> None:
        plant.documents.bring("F1")
        plant.store.enqueue(read_job("F1", "webhook"))
        (job,) = plant.store.receive(1, ("read",))
        outcome = await intake(plant, FakeAI())(job)
        assert outcome.totals == {"read": 1.0, "read_after_webhook": 1.0}
        (telling,) = plant.store.receive(1, ("tell",))
        assert Message.model_validate_json(telling.payload["message"]).key == "tell:F1"

    planted(tmp_path, scenario)


def test_a_redelivery_goes_on_where_the_first_one_stopped(tmp_path: Path) -> None:
    """The AI is not asked twice, and the message is queued once."""

    async def scenario(plant: Plant) -> None:
        plant.documents.bring("F1")
        plant.store.enqueue(read_job("F1", "webhook"))
        (job,) = plant.store.receive(1, ("read",))
        ai = FakeAI()
        await intake(plant, ai)(job)
        plant.documents.documents.clear()
        await intake(plant, ai)(job)
        assert len(ai.asked) == 1
        assert len(plant.store.receive(10, ("tell",))) == 1

    planted(tmp_path, scenario)


def test_failures_are_left_to_the_queue(tmp_path: Path) -> None:
    """A deleted document, and an AI that is away; nothing is told."""

    async def scenario(plant: Plant) -> None:
        for document_id in ("F1", "F2"):
            plant.store.enqueue(read_job(document_id, "webhook"))
        plant.documents.bring("F2")
        gone, away = plant.store.receive(2, ("read",))
        with pytest.raises(NotFound):
            await intake(plant, FakeAI())(gone)
        with pytest.raises(SystemUnavailable):
            await intake(plant, FakeAI([SystemUnavailable("away")]))(away)
        assert plant.store.receive(10, ("tell",)) == []

    planted(tmp_path, scenario)


def test_what_needs_a_person_is_handed_over_and_told(tmp_path: Path) -> None:
    """The outcome says why."""

    async def scenario(plant: Plant) -> None:
        plant.documents.bring("F1")
        plant.documents.contents["F1"] = b"\n"
        plant.store.enqueue(read_job("F1", "sweep"))
        (job,) = plant.store.receive(1, ("read",))
        outcome = await intake(plant, FakeAI())(job)
        assert outcome.review == "there is no text in the document"
        assert outcome.totals == {"reviewed": 1.0, "read_after_sweep": 1.0}
        assert len(plant.store.receive(10, ("tell",))) == 1

    planted(tmp_path, scenario)
