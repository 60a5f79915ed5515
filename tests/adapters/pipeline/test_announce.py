"""What the team is told."""

from __future__ import annotations

from adapters.canonical import Message
from adapters.pipeline.announce import announce_job, announcement
from adapters.pipeline.classify import Classification
from adapters.pipeline.decision import decide
from adapters.pipeline.enrich import Enrichment
from adapters.pipeline.route import load_routing
from tests.adapters.inbound.virtual_time import EPOCH
from tests.adapters.pipeline.fakes import customer, prediction, ticket


def announced(classification: Classification, enrichment: Enrichment) -> tuple[str, dict[str, str]]:
    """Return text and fields of the announcement."""
    decision = decide(ticket(), classification, enrichment, load_routing(), EPOCH)
    message = announcement(decision, key="k", channel="triage", event_key="triage:7:created")
    assert (message.key, message.channel) == ("k", "triage")
    return message.text, dict(message.fields)


def test_the_fields_say_everything_a_machine_needs() -> None:
    """Ids, team, category, confidence, time, customer and the key of the job."""
    text, fields = announced(Classification(prediction()), Enrichment(customer("a@b.c", id="003"), (), 0.0))
    assert fields == {
        "ticket_id": "7",
        "team": "cards",
        "category": "card_arrival",
        "confidence": "0.90",
        "opened_at": "2025-10-09T07:53:20Z",
        "customer_id": "003",
        "event_key": "triage:7:created",
    }
    assert text == "Ticket 7 is for team cards: card_arrival (confidence 0.90), priority high"


def test_each_team_can_have_a_channel_of_its_own() -> None:
    """One chat channel takes one message a second, so one for all would be the bottleneck of them all."""
    decision = decide(ticket(), Classification(prediction()), Enrichment(None, ()), load_routing(), EPOCH)
    assert announcement(decision, key="k", channel="triage-{team}", event_key="e").channel == "triage-cards"


def test_what_is_not_known_is_said_to_be_unknown() -> None:
    """A review without prediction and without customer, marked as degraded."""
    text, fields = announced(Classification(None, "unreadable"), Enrichment(None, ("enrichment:partial",)))
    assert (fields["category"], fields["confidence"], fields["customer_id"]) == ("unknown",) * 3
    assert text.startswith("Ticket 7 needs review: unknown")
    assert text.endswith("[enrichment:partial]")


def test_nothing_that_the_customer_wrote_is_said() -> None:
    """Neither the subject nor the text, nor the model's words about them."""
    text, fields = announced(Classification(prediction()), Enrichment(None))
    said = f"{text} {fields}"
    assert not any(words in said for words in ("Where is my card", "ordered a card", "They ask", "example.com"))


def test_the_job_is_recognisable_and_in_a_lane_of_its_own() -> None:
    """So that it neither waits for the follow-up of its ticket nor is made twice."""
    decision = decide(ticket(), Classification(prediction()), Enrichment(None), load_routing(), EPOCH)
    job = announce_job(decision, channel="triage", event_key="triage:7:created")
    assert (job.key, job.kind, job.lane) == ("announce:7:created", "announce", "announce:7:created")
    message = Message.model_validate_json(job.payload["message"])
    assert message == announcement(decision, key=job.key, channel="triage", event_key="triage:7:created")
