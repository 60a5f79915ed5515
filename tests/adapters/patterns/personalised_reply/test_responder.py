"""From a question to an answer that says how far it can be trusted."""

from __future__ import annotations

from typing import Any

import pytest

from adapters.canonical import Evidence
from adapters.clock import Clock
from adapters.errors import SystemUnavailable
from adapters.outbound.correlation import correlation_id
from adapters.patterns.personalised_reply.background import Part, Source
from adapters.patterns.personalised_reply.messages import Freshness, Missing, Reply, ReplyRequest
from tests.adapters.inbound.virtual_time import run

from .fakes import DRAFT, EMAIL, EVIDENCE, QUESTION, FakeCRM, Systems, customer

ASKED = ReplyRequest(customer_email=EMAIL, question=QUESTION, reference="case-17")
AWAY = SystemUnavailable("away", system="salesforce")


def respond(prepare: Any = None, *, seconds: float = 8.0, confidence_min: float = 0.5) -> tuple[Reply, Systems]:
    """Answer one question, with systems that ``prepare`` may disturb."""

    async def main(clock: Clock) -> tuple[Reply, Systems]:
        systems = Systems.well(clock)
        if prepare is not None:
            prepare(systems)
        reply = await systems.responder(confidence_min).respond("k", "request-1", ASKED, seconds)
        return reply, systems

    return run(main)


def test_a_whole_answer_has_everything_that_was_promised() -> None:
    """Prediction, confidence, explanation, and where it all comes from."""
    reply, systems = respond()
    assert reply.prediction.reply == DRAFT.reply
    assert (reply.confidence, reply.explanation) == (DRAFT.confidence, DRAFT.explanation)
    assert (reply.degraded, reply.needs_review, reply.missing) == (False, False, [])
    assert (reply.id, reply.reference) == ("k", "case-17")
    assert reply.customer is not None
    assert reply.customer.model_dump() == {"id": "003A", "tier": "Gold", "company": "Ode Ltd", "earlier_cases": 1}
    metadata = reply.metadata
    assert (metadata.request_id, metadata.model, metadata.model_version) == ("request-1", "model-1", "model-1")
    assert (metadata.cost_usd, metadata.cost_complete) == (0.002, True)
    assert metadata.elapsed_seconds == pytest.approx(0.2)
    assert metadata.data_freshness == {part: Freshness(source=Source.SYSTEM, age_seconds=0.0) for part in Part}
    assert systems.sink.kinds("reply:k") == ["predicted"]


def test_an_account_without_history_gives_a_partial_answer() -> None:
    """The AI still writes; the answer says what it could not take into account."""

    def prepare(systems: Systems) -> None:
        systems.history.script = [AWAY]

    reply, _ = respond(prepare)
    assert reply.prediction.reply == DRAFT.reply
    assert reply.degraded
    assert not reply.needs_review
    said = "The earlier cases could not be looked up: the reply does not take them into account."
    assert reply.missing == [Missing(part=Part.HISTORY, reason="unavailable", replaced_by=Source.NONE, message=said)]
    assert reply.customer is not None
    assert reply.customer.earlier_cases is None
    assert reply.metadata.data_freshness[Part.HISTORY] == Freshness(source=Source.NONE, age_seconds=None)


def test_with_nothing_there_is_still_an_answer_in_time() -> None:
    """Everything hangs: a standing text at the deadline, marked, for a person to look at."""

    def prepare(systems: Systems) -> None:
        systems.crm.seconds = systems.history.seconds = systems.ai.seconds = 60.0

    reply, systems = respond(prepare, seconds=4.0)
    assert reply.prediction.reply
    assert (reply.confidence, reply.degraded, reply.needs_review) == (0.0, True, True)
    assert [missing.part for missing in reply.missing] == [Part.CUSTOMER, Part.HISTORY, Part.REPLY]
    assert (reply.customer, reply.metadata.model) == (None, None)
    assert 4.0 <= reply.metadata.elapsed_seconds <= 4.1
    assert systems.sink.kinds("reply:k")[-1] == "reviewed"


def test_a_doubtful_reply_is_for_a_person_to_look_at() -> None:
    """It is given all the same, and is not degraded."""
    reply, systems = respond(confidence_min=0.95)
    assert (reply.degraded, reply.needs_review) == (False, True)
    assert systems.sink.kinds("reply:k") == ["predicted", "reviewed"]


def test_another_model_than_the_one_asked_is_for_a_person_to_look_at() -> None:
    """A new version has not been tried yet."""

    def prepare(systems: Systems) -> None:
        changed: dict[str, Any] = {**EVIDENCE.model_dump(), "model_version": "model-2", "degraded": ("model:changed",)}
        systems.ai.evidence = Evidence.model_validate(changed)

    reply, _ = respond(prepare)
    assert (reply.needs_review, reply.metadata.model_version) == (True, "model-2")


def test_a_customer_whom_the_crm_does_not_know_is_nothing_missing() -> None:
    """The reply is just not personal."""

    def prepare(systems: Systems) -> None:
        systems.crm.script = [None]

    reply, _ = respond(prepare)
    assert (reply.customer, reply.degraded) == (None, False)


def test_all_calls_carry_the_id_of_the_reply() -> None:
    """So that what the systems log can be found."""
    seen: list[str | None] = []

    class Asked(FakeCRM):
        async def customer(self, email: str) -> Any:
            seen.append(correlation_id())
            return customer()

    def prepare(systems: Systems) -> None:
        systems.crm = Asked(systems.clock, [None])

    respond(prepare)
    assert seen == ["reply:k"]
