"""What is decided, and how it is put."""

from __future__ import annotations

from adapters.canonical import Priority
from adapters.pipeline.classify import Classification
from adapters.pipeline.decision import Decision, decide, explain_customer, redact
from adapters.pipeline.enrich import Enrichment
from adapters.pipeline.route import load_routing
from tests.adapters.inbound.virtual_time import EPOCH
from tests.adapters.pipeline.fakes import customer, prediction, ticket

KNOWN = Enrichment(customer("user7@example.com"), (), 0.0)


def made(classification: Classification, enrichment: Enrichment = KNOWN) -> Decision:
    """Decide about the usual ticket."""
    return decide(ticket(), classification, enrichment, load_routing(), EPOCH)


def test_the_note_says_what_why_and_how_far_to_trust_it() -> None:
    """Category, reason, origin, cost, and how old the ticket and the customer's data were."""
    decision = made(Classification(prediction()))
    assert decision.note.splitlines() == [
        "Triage: for team cards",
        "Category: card_arrival (confidence 0.90)",
        "Why: They ask for a card.",
        "Model: model-1, version 2026-01-01; 100 + 20 tokens, 0.001000 USD",
        "Ticket: 3600 s old when decided",
        "Customer: 003-user7@example.com, tier gold (fresh)",
    ]
    assert (decision.priority, decision.customer_id) == (Priority.HIGH, "003-user7@example.com")


def test_what_is_missing_is_listed_and_tagged() -> None:
    """What the AI and the CRM left out is on the ticket, in the tags and in the decision."""
    said = prediction()
    evidence = said.evidence.model_copy(update={"degraded": ("model:changed",)})
    stale = Enrichment(customer("a@b.c", stale=True), ("enrichment:partial", "enrichment:stale"), 90.0)
    decision = made(Classification(said.model_copy(update={"evidence": evidence})), stale)
    assert decision.degraded == ("model:changed", "enrichment:partial", "enrichment:stale")
    assert set(decision.degraded) <= set(decision.tags)
    assert decision.partial
    assert "Degraded: model:changed, enrichment:partial, enrichment:stale" in decision.note
    assert "(90 s old)" in decision.note


def test_a_review_says_why_and_goes_to_the_review_team() -> None:
    """With or without a prediction."""
    for classification in (
        Classification(None, "it cannot be read"),
        Classification(prediction(), "it cannot be read"),
    ):
        decision = made(classification)
        assert (decision.team, decision.review) == ("review", "it cannot be read")
        assert "needs_review" in decision.tags
        assert "Needs review: it cannot be read." in decision.note


def test_a_decision_survives_being_recorded() -> None:
    """What is read back is what was written."""
    decision = made(Classification(prediction()))
    assert Decision.model_validate_json(decision.model_dump_json()) == decision
    assert decision.change("k").note == decision.note


def test_the_time_of_opening_is_utc_in_iso_8601() -> None:
    """Whatever time zone the help desk uses."""
    assert made(Classification(prediction())).opened_at == "2025-10-09T07:53:20Z"


def test_personal_data_in_the_models_words_is_hidden() -> None:
    """Addresses and long numbers, with and without spaces; short ones stay."""
    text = "Jo (jo.doe@mail.example) paid 12.50 twice with 4111 1111-1111 1111 on 3 May."
    assert redact(text) == "Jo *** paid 12.50 twice with *** on 3 May."


def test_a_customer_is_described_without_a_name() -> None:
    """Not known is something else than not asked."""
    assert explain_customer(Enrichment(None)) == "Customer: not known"
    assert explain_customer(Enrichment(None, ("enrichment:partial",))) == "Customer: the CRM did not answer"
    assert "Jo" not in explain_customer(KNOWN)
