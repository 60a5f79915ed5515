"""The recorded steps of a job."""

from __future__ import annotations

import pytest

from adapters.inbound.job import Cause, Job, NewJob, Step, StepState
from adapters.inbound.store import Store
from tests.adapters.inbound.virtual_time import SteppedClock

pytestmark = pytest.mark.usefixtures("every_database")


def leased() -> tuple[Store, Job]:
    """Return a store and its one job, received."""
    store = Store(":memory:", clock=SteppedClock(), synchronous="OFF")
    store.enqueue(NewJob("a", "triage", "a"))
    (job,) = store.receive(1, ("triage",))
    return store, job


def redelivered(store: Store, job: Job) -> Job:
    """Give the job back and receive it again."""
    store.postpone(job, job.leased_at, Cause("OutcomeUnknown", "no answer"))
    (again,) = store.receive(1, ("triage",))
    return again


def test_a_begun_step_is_in_doubt_on_the_next_delivery() -> None:
    """Begun and not finished means that the effect may exist."""
    store, job = leased()
    assert store.steps.begin(job, "announce") == Step(StepState.NEW)
    assert store.steps.begin(redelivered(store, job), "announce") == Step(StepState.IN_DOUBT)


def test_a_finished_step_gives_its_result_to_the_next_delivery() -> None:
    """A decision is not made twice."""
    store, job = leased()
    store.steps.begin(job, "decide")
    store.steps.finish(job, "decide", "cards", {"cost_usd": 0.5})
    assert store.steps.begin(redelivered(store, job), "decide") == Step(StepState.DONE, "cards")
    assert store.totals() == {"cost_usd": 0.5}


def test_an_abandoned_step_is_new_again_and_a_finished_one_cannot_be_abandoned() -> None:
    """Only what certainly had no effect is forgotten."""
    store, job = leased()
    store.steps.begin(job, "announce")
    store.steps.abandon(job, "announce")
    assert store.steps.begin(job, "announce").state is StepState.NEW
    store.steps.finish(job, "announce")
    store.steps.abandon(job, "announce")
    assert store.steps.begin(job, "announce").state is StepState.DONE


def test_results_are_erased_when_the_job_is_finished() -> None:
    """What a step recorded lives no longer than it is needed."""
    store, job = leased()
    store.steps.begin(job, "decide")
    store.steps.finish(job, "decide", "cards")
    store.acknowledge(job)
    assert store._database.run("SELECT result FROM steps")[0]["result"] is None
