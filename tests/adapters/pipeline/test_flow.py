"""The whole flow between fake systems: exactly once, whatever happens."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from adapters.errors import (
    AuthenticationFailed,
    BreakerOpen,
    Conflict,
    ContractError,
    OutcomeUnknown,
    QualityError,
    QuotaExceeded,
    Rejected,
    SystemUnavailable,
)
from adapters.inbound.database import Database
from adapters.inbound.job import Job, JobState
from adapters.pipeline.flow import triage_job
from adapters.ports import TicketEvent
from adapters.stores.errors import StoreUnavailable
from tests.adapters.inbound.virtual_time import EPOCH
from tests.adapters.pipeline.fakes import Fault, FlakyConnection, Phase, prediction, ticket
from tests.adapters.pipeline.plant import Plant, work

KEY = "triage:7:created"
ANNOUNCE_KEY = "announce:7:created"
CALLS = ("ticket", "customer", "classify", "apply", "post")
HOURS = 3600.0


def fails(operation: str, error: Exception, phase: Phase = Phase.BEFORE, times: int = 1_000_000) -> Fault:
    """Return a fault that strikes one operation, a number of times."""
    left = times

    def strike(called: str, when: Phase, number: int) -> None:
        nonlocal left
        if called == operation and when is phase and left > 0:
            left -= 1
            raise error

    return strike


def assert_done_once(plant: Plant, *ids: str) -> None:
    """Every ticket was routed once and announced once, and nothing else happened."""
    assert sorted(id for id, _ in plant.helpdesk.changes) == sorted(ids)
    assert sorted(dict(message.fields)["ticket_id"] for message in plant.chat.posted) == sorted(ids)


def test_a_ticket_is_routed_and_announced_with_five_calls() -> None:
    """Read, ask the AI and the CRM at the same time, write, tell."""

    async def scenario(plant: Plant) -> None:
        plant.deliver("7")
        await asyncio.sleep(1.0)

    plant = work(scenario)
    assert sorted(plant.wire.calls) == sorted(CALLS)
    ((_, change),) = plant.helpdesk.changes
    assert (change.key, change.team, change.priority) == (f"{KEY}:apply", "cards", "high")
    assert change.tags == ("category:card_arrival",)
    assert "They ask for a card." in change.note
    assert "model-1, version 2026-01-01" in change.note
    (message,) = plant.chat.posted
    assert dict(message.fields)["event_key"] == KEY
    assert plant.state(KEY) is JobState.DONE
    assert plant.state(ANNOUNCE_KEY) is JobState.DONE
    assert plant.store.totals() == {"routed": 1, "announced": 1, "cost_usd": 0.001, "cost_usd:routed": 0.001}
    assert plant.sink.kinds(KEY) == ["started", "routed", "acknowledged"]
    assert plant.sink.kinds(ANNOUNCE_KEY) == ["enqueued", "started", "announced", "acknowledged"]


def test_the_ai_is_asked_while_the_crm_is() -> None:
    """Two slow systems cost the time of one."""

    async def scenario(plant: Plant) -> None:
        plant.wire.latency_seconds = 1.0
        plant.deliver("7")
        await asyncio.sleep(4.5)
        assert plant.state(KEY) is JobState.DONE

    work(scenario)


@pytest.mark.parametrize("number", range(len(CALLS)))
@pytest.mark.parametrize("phase", list(Phase))
def test_a_crash_at_any_call_leaves_exactly_one_effect(number: int, phase: Phase) -> None:
    """The process dies before or after the effect; the next one finishes the job without doing it again."""
    crashed = asyncio.Event()

    async def scenario(plant: Plant) -> None:
        def die(operation: str, when: Phase, called: int) -> None:
            if called == number and when is phase:
                crashed.set()
                raise asyncio.CancelledError

        plant.wire.fault = die
        plant.deliver("7")
        await crashed.wait()
        await plant.restart()
        plant.heal()
        await asyncio.sleep(200.0)

    plant = work(scenario)
    assert_done_once(plant, "7")
    assert plant.store.queue().depth == 0
    outcomes = [past.outcome for key in (KEY, ANNOUNCE_KEY) for past in plant.store.history(key)]
    assert sorted(outcomes) == ["acknowledged", "acknowledged", "lapsed"]


@pytest.mark.parametrize("operation", CALLS)
@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("times", [1, 3])
def test_lost_answers_and_failed_calls_leave_exactly_one_effect(operation: str, phase: Phase, times: int) -> None:
    """One or several failures of any call, before or after its effect."""

    async def scenario(plant: Plant) -> None:
        error = SystemUnavailable("refused") if phase is Phase.BEFORE else OutcomeUnknown("no answer")
        plant.wire.fault = fails(operation, error, phase, times)
        plant.deliver("7")
        await asyncio.sleep(600.0)

    plant = work(scenario)
    assert_done_once(plant, "7")


@pytest.mark.parametrize("write", range(20))
def test_a_store_that_fails_at_any_write_leaves_exactly_one_effect(write: int) -> None:
    """The lease lapses, and the next delivery knows what is done or in doubt."""

    async def scenario(plant: Plant) -> None:
        plant.deliver("7")
        database = plant.store._database
        assert isinstance(database, Database)
        disk = FlakyConnection(database._connection, write)
        database._connection = disk  # type: ignore[assignment]  # fails once
        await asyncio.sleep(400.0)
        assert disk.writes > write

    plant = work(scenario)
    assert_done_once(plant, "7")
    assert plant.state(KEY) is JobState.DONE


@pytest.mark.parametrize("key", [KEY, ANNOUNCE_KEY])
def test_a_job_that_could_not_be_acknowledged_calls_nobody_again(key: str) -> None:
    """All its steps are recorded as done."""

    async def scenario(plant: Plant) -> None:
        acknowledge = plant.store.acknowledge

        def failing(job: Job, totals: Mapping[str, float]) -> None:
            if job.key == key and job.lease == 1:
                raise StoreUnavailable("disk I/O error")
            acknowledge(job, totals)

        plant.store.acknowledge = failing  # type: ignore[method-assign, assignment]  # a disk that fails once
        plant.deliver("7")
        await asyncio.sleep(400.0)

    plant = work(scenario)
    assert sorted(plant.wire.calls) == sorted(CALLS)
    assert plant.store.queue().depth == 0


def test_refusals_and_then_a_lost_answer_do_not_post_twice() -> None:
    """The schedule that finds keys made per call: refuse, refuse, and then lose the answer."""
    course = iter([SystemUnavailable("refused"), SystemUnavailable("refused"), OutcomeUnknown("no answer")])

    def strike(operation: str, phase: Phase, number: int) -> None:
        due = Phase.BEFORE if len(failed) < 2 else Phase.AFTER
        if operation == "post" and phase is due and (error := next(course, None)):
            failed.append(error)
            raise error

    failed: list[Exception] = []

    async def scenario(plant: Plant) -> None:
        plant.wire.fault = strike
        plant.deliver("7")
        await asyncio.sleep(600.0)

    plant = work(scenario)
    assert len(failed) == 3
    assert_done_once(plant, "7")


@pytest.mark.parametrize("error", [BreakerOpen("open", retry_after_seconds=5.0), QuotaExceeded("429")])
def test_a_message_that_was_certainly_not_sent_is_not_searched_for(error: Exception) -> None:
    """A refused post is begun anew; after a lost answer it stays in doubt, whatever comes then."""
    doubts: list[bool] = []
    lost = OutcomeUnknown("no answer")

    async def scenario(plant: Plant) -> None:
        post = plant.chat.post

        async def watched(message: object, *, in_doubt: bool = False) -> object:
            doubts.append(in_doubt)
            course = {1: (error, Phase.BEFORE), 2: (lost, Phase.AFTER), 3: (error, Phase.BEFORE)}
            failure = course.get(len(doubts))
            plant.wire.fault = fails("post", *failure) if failure else fails("none", lost)
            return await post(message, in_doubt=in_doubt)  # type: ignore[arg-type]  # passed through

        plant.chat.post = watched  # type: ignore[method-assign, assignment]  # a spy
        plant.deliver("7")
        await asyncio.sleep(600.0)

    plant = work(scenario)
    assert doubts == [False, False, True, True]
    assert_done_once(plant, "7")


def test_duplicates_and_another_order_change_nothing() -> None:
    """Every event comes three times, the second time in reverse and under new ids."""
    ids = [str(number) for number in range(10)]

    async def scenario(plant: Plant) -> None:
        plant.deliver(*ids)
        plant.deliver(*reversed(ids))
        for id in ids:
            plant.deliver(id, event=f"again-{id}")
        await asyncio.sleep(60.0)
        plant.deliver(*ids)
        await asyncio.sleep(60.0)

    assert_done_once(work(scenario), *ids)


def test_the_decision_is_made_once_and_every_delivery_writes_the_same() -> None:
    """The AI changes its mind; what was decided stays, and is paid for once."""

    async def scenario(plant: Plant) -> None:
        plant.ai.answers = [prediction("card_arrival"), prediction("exchange_rate")]
        plant.wire.fault = fails("apply", OutcomeUnknown("no answer"), Phase.AFTER, times=2)
        plant.deliver("7")
        await asyncio.sleep(60.0)

    plant = work(scenario)
    assert len(plant.ai.questions) == 1
    assert [change.team for _, change in plant.helpdesk.changes] == ["cards"]
    assert plant.store.totals()["cost_usd"] == 0.001


def test_somebody_elses_change_is_not_overwritten_but_read_again() -> None:
    """A conflict is tried again with the new version."""

    async def scenario(plant: Plant) -> None:
        plant.wire.fault = fails("apply", Conflict("changed", system="helpdesk"), times=1)
        plant.deliver("7")
        await asyncio.sleep(60.0)

    plant = work(scenario)
    assert_done_once(plant, "7")
    assert plant.wire.calls.count("ticket") == 2


def test_without_the_crm_the_ticket_goes_on_and_is_completed_later() -> None:
    """Partial at once, marked and counted; annotated once when the CRM is back."""

    async def scenario(plant: Plant) -> None:
        plant.wire.fault = fails("customer", SystemUnavailable("refused", system="crm"))
        plant.deliver("7")
        await asyncio.sleep(30.0)
        assert plant.state(KEY) is JobState.DONE
        assert plant.state("enrich:7") is JobState.READY
        plant.heal()
        await asyncio.sleep(600.0)

    plant = work(scenario)
    ((_, change),) = plant.helpdesk.changes
    assert "enrichment:partial" in change.tags
    assert dict(plant.chat.posted[0].fields)["customer_id"] == "unknown"
    ((id, key, note),) = plant.helpdesk.notes
    assert (id, key) == ("7", "enrich:7:annotate")
    assert "003-user7@example.com" in note
    totals = plant.store.totals()
    assert (totals["routed"], totals["partial"], totals["enriched"]) == (1, 1, 1)


def test_unusable_answers_of_the_ai_go_to_a_person() -> None:
    """Assigned to the review team, with the tag and a note that says why; announced like any other."""
    malformed = ContractError("truncated", system="openai", version="v1", operation="chat", field="content")

    async def scenario(plant: Plant) -> None:
        plant.ai.answers = [malformed]
        plant.deliver("7")
        await asyncio.sleep(60.0)

    plant = work(scenario)
    ((_, change),) = plant.helpdesk.changes
    assert (change.team, change.tags) == ("review", ("needs_review",))
    assert "openai v1, chat: content: truncated" in change.note
    assert plant.state(KEY) is JobState.REVIEW
    assert "content" in plant.reason(KEY)
    assert plant.store.totals()["reviewed"] == 1
    assert dict(plant.chat.posted[0].fields)["category"] == "unknown"
    assert plant.sink.kinds(KEY)[-2:] == ["reviewed", "acknowledged"]


def test_a_doubtful_prediction_is_shown_to_the_reviewer() -> None:
    """The category is kept as a suggestion, and its cost is counted as one of a review."""

    async def scenario(plant: Plant) -> None:
        plant.ai.answers = [prediction(confidence=0.4)]
        plant.deliver("7")
        await asyncio.sleep(60.0)

    plant = work(scenario)
    ((_, change),) = plant.helpdesk.changes
    assert (change.team, change.tags) == ("review", ("category:card_arrival", "needs_review"))
    totals = plant.store.totals()
    assert (totals["reviewed"], totals["cost_usd:reviewed"]) == (1, 0.001)
    assert "routed" not in totals


def test_a_ticket_that_fails_a_gate_goes_to_a_person_and_not_to_the_ai() -> None:
    """A stale ticket costs nothing."""

    async def scenario(plant: Plant) -> None:
        old = ticket("7").created_at.replace(year=2020)
        plant.helpdesk.tickets["7"] = ticket("7", created_at=old)
        plant.deliver("7")
        await asyncio.sleep(60.0)

    plant = work(scenario)
    assert plant.state(KEY) is JobState.REVIEW
    assert plant.reason(KEY).startswith("HumanReview: stale")
    assert "classify" not in plant.wire.calls


@pytest.mark.parametrize(
    ("operation", "error"),
    [
        (
            "ticket",
            ContractError("missing", system="zendesk", version="v2", operation="Show", field="subject"),
        ),
        ("apply", Rejected("closed", system="zendesk")),
        ("post", Rejected("no such channel", system="slack")),
        ("classify", AuthenticationFailed("401", system="openai")),
        ("ticket", QualityError("anonymous", gate="implausible", system="zendesk")),
    ],
)
def test_lasting_errors_are_dead_letters_with_their_reason(operation: str, error: Exception) -> None:
    """At once, with the typed error; a contract error names the field."""

    async def scenario(plant: Plant) -> None:
        plant.wire.fault = fails(operation, error)
        plant.deliver("7")
        await asyncio.sleep(60.0)

    plant = work(scenario)
    (letter,) = plant.store.dead.listed()
    assert letter.reason == f"{type(error).__name__}: {error}"
    assert (letter.receives, plant.wire.calls.count(operation)) == (1, 1)


def test_a_dead_letter_that_is_replayed_continues_where_it_stopped() -> None:
    """The channel was missing; after the replay the ticket is announced."""

    async def scenario(plant: Plant) -> None:
        plant.wire.fault = fails("post", Rejected("no such channel"))
        plant.deliver("7")
        await asyncio.sleep(60.0)
        plant.heal()
        assert plant.store.dead.replay(ANNOUNCE_KEY)
        plant.wake.set()
        await asyncio.sleep(60.0)

    plant = work(scenario)
    assert_done_once(plant, "7")
    assert plant.wire.calls.count("apply") == 1


@pytest.mark.parametrize("system", ["helpdesk", "ai", "chat"])
def test_four_hours_without_a_system_and_then_everything_is_done_once(system: str) -> None:
    """Jobs run out of receives during the outage, and come back by themselves when the system does."""
    operations = {"helpdesk": ("ticket", "apply"), "ai": ("classify",), "chat": ("post",)}[system]
    ids = [str(number) for number in range(20)]

    async def scenario(plant: Plant) -> None:
        plant.health.recovered[system] = None

        def out(operation: str, phase: Phase, number: int) -> None:
            if operation in operations and phase is Phase.BEFORE:
                raise SystemUnavailable("refused", system=system)

        plant.wire.fault = out
        for id in ids:
            plant.deliver(id)
            await asyncio.sleep(4 * HOURS / len(ids))
        assert plant.store.queue().dead > 10
        assert plant.chat.posted == []
        assert len(plant.helpdesk.changes) == (len(ids) if system == "chat" else 0)
        plant.heal()
        plant.health.recovered[system] = plant.clock.now()
        plant.wake.set()
        await asyncio.sleep(600.0)

    plant = work(scenario)
    assert_done_once(plant, *ids)
    assert plant.store.queue().dead == 0


def test_one_poisonous_ticket_does_not_delay_the_others() -> None:
    """It reaches the dead letters after exactly the declared receives; the others do not notice."""
    ids = [str(number) for number in range(30)]

    async def scenario(plant: Plant) -> None:
        fetch = plant.helpdesk.ticket

        async def poisoned(ticket_id: str) -> object:
            if ticket_id == "13":
                raise SystemUnavailable("500", system="helpdesk")
            return await fetch(ticket_id)

        plant.helpdesk.ticket = poisoned  # type: ignore[method-assign, assignment]  # one record is broken
        plant.deliver(*ids)
        await asyncio.sleep(2.0)
        assert len(plant.chat.posted) == 29
        await asyncio.sleep(3600.0)

    plant = work(scenario)
    (letter,) = plant.store.dead.listed()
    assert (letter.key, letter.receives) == ("triage:13:created", 6)
    assert_done_once(plant, *(id for id in ids if id != "13"))


def test_nothing_that_the_customer_wrote_is_stored() -> None:
    """The store holds ids and our own words; what a step recorded is erased with the job."""

    async def scenario(plant: Plant) -> None:
        plant.ai.answers = [prediction(explanation="Jo (jo@example.com, 4111 1111 1111 1111) lost a card.")]
        plant.wire.fault = fails("post", SystemUnavailable("refused"))
        plant.deliver("7")
        await asyncio.sleep(5.0)
        database = plant.store._database
        assert isinstance(database, Database)
        dump = "\n".join(database._connection.iterdump())
        assert "ordered a card" not in dump
        assert "example.com" not in dump.replace("003-user7@example.com", "")
        assert "4111" not in dump
        plant.heal()
        await asyncio.sleep(600.0)
        assert "003-user7" not in "\n".join(database._connection.iterdump())

    work(scenario)


def test_the_job_of_an_event_depends_on_ticket_and_kind_alone() -> None:
    """Another event id for the same thing is the same job; the lane is the ticket."""
    one, other = (triage_job(TicketEvent(event_id=event_id, ticket_id="7", kind="created")) for event_id in ("a", "b"))
    assert one == other
    assert (one.key, one.lane, dict(one.payload)) == (KEY, "7", {"ticket_id": "7"})


def test_the_clock_of_the_tests_is_the_one_of_the_tickets() -> None:
    """An hour-old ticket is an hour old."""
    assert ticket().created_at.timestamp() == EPOCH - HOURS
