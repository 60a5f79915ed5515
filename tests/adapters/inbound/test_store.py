"""The durable queue."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from adapters.inbound.job import Cause, Job, JobState, NewJob
from adapters.inbound.store import Store
from adapters.stores.errors import EventReused, LeaseLost, QueueFull, SchemaMismatch, StoreUnavailable
from tests.adapters.inbound.virtual_time import EPOCH, SteppedClock
from tests.adapters.set_clock import SetClock

pytestmark = pytest.mark.usefixtures("every_database")

KINDS = ("triage", "enrich")
AWAY = Cause("SystemUnavailable", "connection refused", "crm", transient=True)


def new_store(clock: SteppedClock, path: str = ":memory:", **limits: int) -> Store:
    """Open a store with leases of 60 s."""
    return Store(path, clock=clock, lease_seconds=60.0, synchronous="OFF", **limits)


def new_job(key: str, *, kind: str = "triage", lane: str | None = None, delay_seconds: float = 0.0) -> NewJob:
    """Return a job in a lane of its own."""
    return NewJob(key, kind, lane or key, {"ticket_id": key}, delay_seconds)


def receive_one(store: Store) -> Job:
    """Lease exactly one job."""
    (job,) = store.receive(1, KINDS)
    return job


def test_a_job_passes_through_the_queue_once() -> None:
    """An acknowledged job is done, counted, and not on offer any more."""
    store = new_store(SteppedClock())
    assert store.enqueue(new_job("a"), event_id="e1", totals={"accepted": 1})
    job = receive_one(store)
    assert (job.key, job.payload, job.receives) == ("a", {"ticket_id": "a"}, 1)
    store.acknowledge(job, {"routed": 1})
    finished = store.find("a")
    assert finished is not None
    assert finished.payload == {}
    assert store.receive(1, KINDS) == []
    assert store.totals() == {"accepted": 1, "routed": 1}
    assert (store.queue().done, store.queue().depth, store.queue().oldest_accepted_at) == (1, 0, None)


@pytest.mark.parametrize(("key", "event_id"), [("a", "e1"), ("a", "e2")])
def test_a_known_event_or_key_makes_no_second_job(key: str, event_id: str) -> None:
    """The same event, and another event for the same business key, are duplicates."""
    store = new_store(SteppedClock())
    store.enqueue(new_job("a"), event_id="e1")
    assert not store.enqueue(new_job(key), event_id=event_id, totals={"accepted": 1})
    assert store.queue().ready == 1
    assert store.totals() == {}


def test_an_event_id_that_asks_for_another_job_is_refused() -> None:
    """One event id never stands for two jobs, and the second is not silently dropped."""
    store = new_store(SteppedClock())
    store.enqueue(new_job("a"), event_id="e1")
    with pytest.raises(EventReused, match="e1 already asked for a"):
        store.enqueue(new_job("b"), event_id="e1")
    assert store.find("b") is None


def test_a_full_queue_refuses_new_jobs_but_knows_duplicates() -> None:
    """The depth is a hard cap for events, not for duplicates or for jobs that follow from accepted ones."""
    store = new_store(SteppedClock(), depth_max=1)
    store.enqueue(new_job("a"), event_id="e1")
    with pytest.raises(QueueFull):
        store.enqueue(new_job("b"), event_id="e2")
    assert not store.enqueue(new_job("a"), event_id="e3")
    assert store.enqueue(new_job("c"), capped=False)
    assert store.queue().ready == 2


def test_a_hidden_job_is_received_when_its_time_comes() -> None:
    """``outlook`` tells when a delayed job comes due."""
    clock = SteppedClock()
    store = new_store(clock)
    store.enqueue(new_job("a", delay_seconds=30.0))
    assert store.receive(1, KINDS) == []
    assert store.outlook(KINDS).next_due_seconds == 30.0
    clock.advance(30.0)
    assert receive_one(store).key == "a"


def test_one_lane_is_worked_on_in_order_and_by_one_worker() -> None:
    """The second job of a lane waits for the first, also while that is postponed."""
    clock = SteppedClock()
    store = new_store(clock)
    store.enqueue(new_job("first", lane="t"))
    store.enqueue(new_job("second", lane="t"))
    store.enqueue(new_job("other"))
    received = store.receive(9, KINDS)
    assert [job.key for job in received] == ["first", "other"]
    store.postpone(received[0], clock.now() + 5.0, AWAY)
    assert store.receive(9, KINDS) == []
    clock.advance(5.0)
    store.acknowledge(receive_one(store))
    assert receive_one(store).key == "second"


def test_a_replayed_job_waits_for_the_one_of_its_lane_that_is_under_way() -> None:
    """Although it was accepted earlier."""
    store = new_store(SteppedClock())
    store.enqueue(new_job("first", lane="t"))
    store.enqueue(new_job("second", lane="t"))
    store.bury(receive_one(store), AWAY)
    second = receive_one(store)
    assert store.dead.replay("first")
    assert store.receive(9, KINDS) == []
    store.acknowledge(second)
    assert receive_one(store).key == "first"


def test_only_the_kinds_asked_for_are_received_the_first_kind_first() -> None:
    """A kind that is left alone does not keep the others from being served."""
    store = new_store(SteppedClock())
    store.enqueue(new_job("e", kind="enrich"))
    store.enqueue(new_job("t", kind="triage"))
    assert [job.key for job in store.receive(2, ("triage", "enrich"))] == ["t", "e"]
    assert store.receive(2, ()) == []


def test_a_lapsed_lease_is_taken_back_and_its_holder_can_no_longer_write() -> None:
    """A worker that comes too late changes nothing, in the job or in its steps."""
    clock = SteppedClock()
    store = new_store(clock)
    store.enqueue(new_job("a"))
    late = receive_one(store)
    store.steps.begin(late, "apply")
    assert store.expire() == []
    clock.advance(60.0)
    assert [job.state for job in store.expire()] == [JobState.READY]
    current = receive_one(store)
    for write in (
        lambda: store.acknowledge(late),
        lambda: store.hand_over(late, "why"),
        lambda: store.postpone(late, 0.0, AWAY),
        lambda: store.bury(late, AWAY),
        lambda: store.steps.begin(late, "apply"),
        lambda: store.steps.finish(late, "apply"),
    ):
        with pytest.raises(LeaseLost, match="delivery 1"):
            write()
    store.acknowledge(current)
    assert [(past.lease, past.outcome) for past in store.history("a")] == [(1, "lapsed"), (2, "acknowledged")]


def test_a_job_that_kills_its_worker_is_given_up_after_the_last_receive() -> None:
    """A poison job does not crash workers for ever."""
    clock = SteppedClock()
    store = new_store(clock, receives_max=2)
    store.enqueue(new_job("a"))
    for _ in range(2):
        receive_one(store)
        clock.advance(60.0)
        store.expire()
    (letter,) = store.dead.listed()
    assert (letter.key, letter.receives, letter.system) == ("a", 2, None)
    assert letter.reason.startswith("LeaseLapsed")


def test_a_receive_in_which_nothing_was_tried_does_not_count() -> None:
    """What our own breaker held back is not held against the job."""
    clock = SteppedClock()
    store = new_store(clock)
    store.enqueue(new_job("a"))
    store.postpone(receive_one(store), clock.now(), AWAY, counted=False)
    assert (receive_one(store).receives, [past.outcome for past in store.history("a")]) == (1, ["postponed"])


def test_a_job_for_a_person_is_finished_with_its_reason() -> None:
    """``review`` is a final state of its own."""
    store = new_store(SteppedClock())
    store.enqueue(new_job("a"))
    store.hand_over(receive_one(store), "not sure", {"reviewed": 1})
    found = store.find("a")
    assert found is not None
    assert (found.state, found.last_error) == (JobState.REVIEW, "HumanReview: not sure")
    assert store.queue().review == 1


def test_what_was_written_survives_a_restart(tmp_path: Path) -> None:
    """Jobs, events, leases, totals and dead letters are in the file when the process dies."""
    clock, path = SteppedClock(), str(tmp_path / "store.sqlite")
    store = new_store(clock, path)
    store.enqueue(new_job("a"), event_id="e1", totals={"accepted": 1})
    store.enqueue(new_job("b"))
    store.bury(receive_one(store), AWAY)
    receive_one(store)
    reopened = new_store(clock, path)  # the first one was never closed
    assert not reopened.enqueue(new_job("a"), event_id="e1")
    assert (reopened.queue().leased, reopened.queue().dead, reopened.totals()) == (1, 1, {"accepted": 1})
    clock.advance(60.0)
    assert [job.key for job in reopened.expire()] == ["b"]
    store.close()
    reopened.close()


@pytest.mark.parametrize("every_database", ["sqlite"], indirect=True)
def test_a_file_of_another_schema_is_refused(tmp_path: Path) -> None:
    """A store never works on tables that it does not know."""
    path = str(tmp_path / "store.sqlite")
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(SchemaMismatch, match="schema 99"):
        new_store(SteppedClock(), path)


@pytest.mark.parametrize("every_database", ["sqlite"], indirect=True)
def test_a_failing_database_is_a_typed_transient_error(tmp_path: Path) -> None:
    """SQLite's own exceptions do not leave the store."""
    with pytest.raises(StoreUnavailable):
        new_store(SteppedClock(), str(tmp_path / "no" / "such" / "folder"))
    store = new_store(SteppedClock())
    store.close()
    for use in (lambda: store.enqueue(new_job("a")), lambda: store.receive(1, KINDS), store.queue):
        with pytest.raises(StoreUnavailable):
            use()


@pytest.mark.parametrize("every_database", ["sqlite"], indirect=True)
def test_a_locked_database_fails_fast_and_writes_nothing(tmp_path: Path) -> None:
    """Another process that holds the file delays us briefly, and nothing is half written."""
    path = str(tmp_path / "store.sqlite")
    store = new_store(SteppedClock(), path)
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreUnavailable, match="locked"):
        store.enqueue(new_job("a"))
    other.execute("COMMIT")
    other.close()
    assert store.enqueue(new_job("a"))
    store.close()


def test_parked_rejections_are_counted_once_per_body() -> None:
    """The same body rejected twice is one parked rejection."""
    store = new_store(SteppedClock())
    store.reject("d1", "ContractError: no id")
    store.reject("d1", "ContractError: no id")
    assert store.rejections() == [("d1", "ContractError: no id")]
    assert store.totals() == {"rejected": 2}


def test_what_ended_well_is_forgotten_after_its_time_and_nothing_else_is() -> None:
    """Retention erases jobs and their events; dead letters and waiting jobs stay."""
    clock = SteppedClock()
    store = new_store(clock)
    for key in ("done", "dead", "ready"):
        store.enqueue(new_job(key), event_id=f"event-{key}")
    done, dead = store.receive(2, KINDS)
    store.acknowledge(done)
    store.bury(dead, AWAY)
    clock.advance(1.0)
    assert store.forget(before=clock.now()) == 1
    assert (store.queue().done, store.queue().dead, store.queue().ready) == (0, 1, 1)
    assert store.enqueue(new_job("done"), event_id="event-done")


@pytest.mark.parametrize("set_seconds", [3600.0, -3600.0])
def test_a_clock_that_is_set_takes_no_lease_away_and_makes_none_longer(set_seconds: float) -> None:
    """A lease of this process lapses when its time has passed."""
    clock = SteppedClock()
    shown = SetClock(clock)
    store = Store(":memory:", clock=shown, lease_seconds=60.0, synchronous="OFF")
    store.enqueue(new_job("a"))
    store.receive(1, KINDS)
    shown.ahead_seconds = set_seconds
    clock.advance(59.0)
    assert store.expire() == []
    assert store.next_lapse_seconds() == pytest.approx(1.0)
    clock.advance(1.0)
    assert [job.key for job in store.expire()] == ["a"]


def test_a_lease_of_before_a_restart_lapses_although_the_clock_was_set_back(tmp_path: Path) -> None:
    """It has more left than any lease ever has, so it was given at a time that has yet to come."""
    clock = SteppedClock()
    store = new_store(clock, str(tmp_path / "queue.sqlite"))
    store.enqueue(new_job("a"))
    store.receive(1, KINDS)
    store.close()
    again = new_store(SteppedClock(EPOCH - 3600.0), str(tmp_path / "queue.sqlite"))
    assert [job.key for job in again.expire()] == ["a"]
    again.close()


@pytest.mark.parametrize("restarts", [False, True])
def test_a_postponed_job_is_not_late_because_the_clock_was_set_back(restarts: bool, tmp_path: Path) -> None:
    """Its pause begins anew, since nobody can tell how much of it has passed."""
    clock, path = SteppedClock(), str(tmp_path / "queue.sqlite")
    shown = SetClock(clock)
    store = Store(path, clock=shown, synchronous="OFF")
    store.enqueue(new_job("a"))
    store.expire()
    store.postpone(receive_one(store), shown.now() + 30.0, AWAY)
    store.enqueue(new_job("hidden", delay_seconds=20.0))
    shown.ahead_seconds = -3600.0
    if restarts:
        store.close()
        store = Store(path, clock=shown, synchronous="OFF")
    assert store.expire() == []
    assert store.outlook(KINDS).next_due_seconds == pytest.approx(20.0)
    clock.advance(30.0)
    assert {job.key for job in store.receive(2, KINDS)} == {"a", "hidden"}
    store.close()
