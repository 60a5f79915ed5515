"""What can be read of the queue."""

from __future__ import annotations

import pytest

from adapters.inbound.job import Cause, JobState, NewJob
from adapters.inbound.store import Store
from tests.adapters.inbound.virtual_time import EPOCH, SteppedClock

KINDS = ("triage", "enrich")

pytestmark = pytest.mark.usefixtures("every_database")


def test_a_job_is_found_with_everything_that_is_known_of_it() -> None:
    """By its key, in any state."""
    store = Store(":memory:", clock=SteppedClock(), synchronous="OFF")
    store.enqueue(NewJob("a", "triage", "lane", {"ticket_id": "7"}))
    job = store.find("a")
    assert job is not None
    assert (job.kind, job.lane, job.payload, job.state) == ("triage", "lane", {"ticket_id": "7"}, JobState.READY)
    assert store.find("b") is None


def test_the_history_tells_every_delivery_and_how_it_ended() -> None:
    """With times and errors, in order."""
    clock = SteppedClock()
    store = Store(":memory:", clock=clock, synchronous="OFF")
    store.enqueue(NewJob("a", "triage", "a"))
    (job,) = store.receive(1, ("triage",))
    clock.advance(2.0)
    store.postpone(job, clock.now(), Cause("QuotaExceeded", "429"))
    (job,) = store.receive(1, ("triage",))
    store.acknowledge(job)
    first, second = store.history("a")
    assert (first.started_at, first.ended_at, first.error) == (EPOCH, EPOCH + 2.0, "QuotaExceeded: 429")
    assert (second.lease, second.outcome, second.error) == (2, "acknowledged", None)


def test_the_age_of_the_queue_is_that_of_its_oldest_unfinished_job() -> None:
    """A finished job does not count, a postponed one does."""
    clock = SteppedClock()
    store = Store(":memory:", clock=clock, synchronous="OFF")
    for key in ("a", "b"):
        store.enqueue(NewJob(key, "triage", key))
        clock.advance(5.0)
    first, second = store.receive(2, ("triage",))
    store.acknowledge(first)
    store.postpone(second, clock.now() + 60.0, Cause("BreakerOpen", "open"))
    assert store.queue().oldest_accepted_at == EPOCH + 5.0


def test_a_kind_is_due_when_one_of_its_jobs_is() -> None:
    """Neither one that is under way nor one that is postponed."""
    clock = SteppedClock()
    store = Store(":memory:", clock=clock, synchronous="OFF")
    store.enqueue(NewJob("a", "triage", "a"))
    store.enqueue(NewJob("b", "enrich", "b", delay_seconds=10.0))
    assert store.outlook(KINDS).due == {"triage"}
    store.receive(1, ("triage",))
    assert store.outlook(KINDS).due == frozenset()
    clock.advance(10.0)
    assert store.outlook(KINDS).due == {"enrich"}
    assert store.outlook(("triage",)).due == frozenset()


def test_the_next_due_job_is_one_of_the_kinds_asked_for() -> None:
    """What is due already does not come due."""
    clock = SteppedClock()
    store = Store(":memory:", clock=clock, synchronous="OFF")
    assert store.outlook(KINDS).next_due_seconds is None
    store.enqueue(NewJob("due", "triage", "due"))
    assert store.outlook(KINDS).next_due_seconds is None
    store.enqueue(NewJob("later", "enrich", "later", delay_seconds=10.0))
    assert store.outlook(("triage",)).next_due_seconds is None
    assert store.outlook(KINDS).next_due_seconds == 10.0


def test_the_next_lapse_is_that_of_the_lease_that_was_taken_first() -> None:
    """One that has ended lapses no more."""
    clock = SteppedClock()
    store = Store(":memory:", clock=clock, lease_seconds=60.0, synchronous="OFF")
    assert store.next_lapse_seconds() is None
    for key in ("a", "b"):
        store.enqueue(NewJob(key, "triage", key))
        clock.advance(5.0)
    (first,) = store.receive(1, KINDS)
    clock.advance(20.0)
    store.receive(1, KINDS)
    assert store.next_lapse_seconds() == 40.0
    store.acknowledge(first)
    assert store.next_lapse_seconds() == 60.0
