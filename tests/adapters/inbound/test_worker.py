"""The workers: concurrency, order, failure and recovery."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from random import Random

import pytest

from adapters.clock import Clock
from adapters.errors import (
    AuthenticationFailed,
    BreakerOpen,
    ContractError,
    QuotaExceeded,
    SystemUnavailable,
)
from adapters.inbound.database import Database
from adapters.inbound.job import Job, JobState, NewJob
from adapters.inbound.settings import JobSettings
from adapters.inbound.store import Store
from adapters.inbound.worker import Handler, Outcome, WorkerPool
from adapters.masking import Secret
from adapters.outbound.attempt import AttemptPolicy
from adapters.outbound.correlation import correlation_id
from adapters.trail import Trail
from adapters.wake import Wake
from tests.adapters.fake_clock import FakeClock
from tests.adapters.fake_system import FakeSystem, get, reporter
from tests.adapters.inbound.fakes import FakeHealth, RecordingSink
from tests.adapters.inbound.virtual_time import EPOCH, run

RECEIVES_MAX = 4


class Plant:
    """A store, a pool on it and what surrounds them."""

    def __init__(
        self,
        clock: Clock,
        handler: Handler,
        *,
        size: int = 2,
        path: str = ":memory:",
        look_seconds: float | None = None,
        retention_seconds: float | None = None,
    ) -> None:
        self.clock = clock
        self.store = Store(path, clock=clock, lease_seconds=60.0, receives_max=RECEIVES_MAX, synchronous="OFF")
        self.sink = RecordingSink()
        self.health = FakeHealth()
        self.wake = Wake(look_seconds)
        self.pool = WorkerPool(
            self.store,
            {"triage": handler, "enrich": handler},
            JobSettings(workers=size, attempts_max=RECEIVES_MAX, backoff_seconds=2.0, backoff_seconds_max=600.0),
            shares={"enrich": 1},
            wake=self.wake,
            health=self.health,
            clock=clock,
            random=Random(7),
            trail=Trail(self.sink, clock),
            retention_seconds=retention_seconds,
        )

    def enqueue(self, *keys: str, lane: str | None = None, kind: str = "triage") -> None:
        """Accept jobs, as the receiver does."""
        for key in keys:
            self.store.enqueue(NewJob(key, kind, lane or key))
            self.wake.set()

    def state(self, key: str) -> JobState:
        """Return the state of a job."""
        job = self.store.find(key)
        assert job is not None
        return job.state


def work(
    handler: Callable[[Job, Clock], Awaitable[Outcome]],
    scenario: Callable[[Plant], Awaitable[None]],
    *,
    size: int = 2,
    retention_seconds: float | None = None,
) -> Plant:
    """Run ``scenario`` with started workers, and stop them afterwards."""

    async def main(clock: Clock) -> Plant:
        plant = Plant(clock, lambda job: handler(job, clock), size=size, retention_seconds=retention_seconds)
        plant.pool.start()
        await scenario(plant)
        await plant.pool.stop(0.0)
        return plant

    return run(main)


async def at_once(job: Job, clock: Clock) -> Outcome:
    """Finish at once."""
    return Outcome(totals={"routed": 1})


def test_an_enqueued_job_is_worked_on_without_waiting() -> None:
    """The enqueue wakes the workers: no virtual time passes."""

    async def scenario(plant: Plant) -> None:
        await asyncio.sleep(100.0)
        plant.enqueue("a")
        await asyncio.sleep(0.001)
        assert plant.state("a") is JobState.DONE

    plant = work(at_once, scenario)
    assert plant.sink.kinds("a") == ["started", "acknowledged"]
    assert plant.store.totals() == {"routed": 1}


@pytest.mark.parametrize(("retention_seconds", "days"), [(None, JobSettings().retention_days), (7200.0, 2 / 24)])
def test_jobs_that_ended_long_ago_are_forgotten(retention_seconds: float | None, days: float) -> None:
    """After the time in the settings, or after the pool's own."""

    async def scenario(plant: Plant) -> None:
        plant.enqueue("a")
        await asyncio.sleep(days * 86_400.0 - 1.0)
        assert plant.store.queue().done == 1
        await asyncio.sleep(3700.0)
        assert plant.store.queue().done == 0

    work(at_once, scenario, retention_seconds=retention_seconds)


@pytest.mark.parametrize("name", ["dispatcher", "housekeeping"])
def test_a_pool_that_has_lost_one_of_its_tasks_is_not_alive(name: str) -> None:
    """Nobody would see otherwise that jobs are left, or kept for ever."""

    async def scenario(plant: Plant) -> None:
        assert plant.pool.alive
        (task,) = (each for each in asyncio.all_tasks() if each.get_name() == name)
        task.cancel()
        await asyncio.sleep(0.1)
        assert not plant.pool.alive

    work(at_once, scenario)


def test_no_more_jobs_run_at_once_than_declared_and_none_of_one_lane() -> None:
    """Three jobs in two lanes on two workers."""
    running: list[str] = []
    most: list[int] = []

    async def slow(job: Job, clock: Clock) -> Outcome:
        assert job.lane not in running
        running.append(job.lane)
        most.append(len(running))
        await clock.sleep(10.0)
        running.remove(job.lane)
        return Outcome()

    async def scenario(plant: Plant) -> None:
        plant.enqueue("a1", "a2", lane="a")
        plant.enqueue("b", "c", "d")
        await asyncio.sleep(100.0)
        assert plant.store.queue().done == 5

    work(slow, scenario)
    assert max(most) == 2


def test_a_transient_error_is_tried_again_and_then_given_up() -> None:
    """Exactly the declared number of receives, each in the history, and a dead letter with its reason."""

    async def away(job: Job, clock: Clock) -> Outcome:
        raise SystemUnavailable("connection refused", system="crm")

    async def scenario(plant: Plant) -> None:
        plant.enqueue("a")
        await asyncio.sleep(3600.0)

    plant = work(away, scenario)
    (letter,) = plant.store.dead.listed()
    assert (letter.key, letter.receives, letter.system) == ("a", RECEIVES_MAX, "crm")
    assert letter.reason == "SystemUnavailable: connection refused"
    assert [past.outcome for past in plant.store.history("a")] == ["postponed"] * 3 + ["buried"]
    assert plant.sink.kinds("a") == ["started", "retry"] * 3 + ["started", "dead-lettered"]


def test_a_poison_message_delays_nobody() -> None:
    """Other jobs are done while the poisonous one is waiting for its next try."""

    async def poisoned(job: Job, clock: Clock) -> Outcome:
        if job.key == "poison":
            raise SystemUnavailable("500", system="helpdesk")
        return Outcome()

    async def scenario(plant: Plant) -> None:
        plant.enqueue("poison", *(f"good{number}" for number in range(20)))
        await asyncio.sleep(0.01)
        assert plant.store.queue().done == 20
        await asyncio.sleep(600.0)
        assert plant.state("poison") is JobState.DEAD

    work(poisoned, scenario, size=1)


@pytest.mark.parametrize(
    ("error", "alarm"),
    [
        (ContractError("missing", system="crm", version="v1", operation="query", field="Id"), False),
        (AuthenticationFailed("401", system="crm"), True),
        (ZeroDivisionError("defect"), True),
    ],
)
def test_a_lasting_error_is_given_up_at_once(error: Exception, alarm: bool) -> None:
    """One receive; what a person must repair sounds the alarm."""

    async def failing(job: Job, clock: Clock) -> Outcome:
        raise error

    async def scenario(plant: Plant) -> None:
        plant.enqueue("a")
        await asyncio.sleep(1.0)

    plant = work(failing, scenario)
    (letter,) = plant.store.dead.listed()
    assert (letter.receives, letter.reason) == (1, f"{type(error).__name__}: {error}")
    assert plant.sink.events[-1].fields["alarm"] is alarm


def test_the_systems_own_pause_is_kept() -> None:
    """The second try comes no earlier than ``Retry-After`` says."""
    tries: list[float] = []

    async def throttled(job: Job, clock: Clock) -> Outcome:
        tries.append(clock.now())
        if len(tries) == 1:
            raise QuotaExceeded("429", system="chat", retry_after_seconds=30.0)
        return Outcome()

    async def scenario(plant: Plant) -> None:
        plant.enqueue("a")
        await asyncio.sleep(60.0)

    work(throttled, scenario)
    assert 30.0 <= tries[1] - tries[0] <= 32.0


def test_what_our_breaker_holds_back_uses_up_no_receive() -> None:
    """After a hundred holds the job still has all its receives."""
    holds = 100

    async def held(job: Job, clock: Clock) -> Outcome:
        nonlocal holds
        holds -= 1
        if holds > 0:
            raise BreakerOpen("open", system="ai", retry_after_seconds=30.0)
        if holds > -2:
            raise SystemUnavailable("503", system="ai")
        return Outcome()

    async def scenario(plant: Plant) -> None:
        plant.enqueue("a")
        await asyncio.sleep(4000.0)
        assert plant.state("a") is JobState.DONE

    work(held, scenario)


def test_a_kind_whose_systems_are_away_is_left_alone_and_the_others_are_not() -> None:
    """Nothing is received for it until the wait is over; then it is served without further ado."""

    async def scenario(plant: Plant) -> None:
        plant.health.waits["triage"] = 50.0
        plant.enqueue("t")
        plant.enqueue("e", kind="enrich")
        await asyncio.sleep(1.0)
        assert (plant.state("t"), plant.state("e")) == (JobState.READY, JobState.DONE)
        plant.health.waits.clear()
        await asyncio.sleep(50.0)
        assert plant.state("t") is JobState.DONE

    work(at_once, scenario)


def test_a_kind_takes_no_more_than_its_share() -> None:
    """Two of three workers stay free for other kinds."""
    running: list[str] = []
    most: list[int] = []

    async def slow(job: Job, clock: Clock) -> Outcome:
        running.append(job.kind)
        most.append(running.count("enrich"))
        await clock.sleep(1.0)
        running.remove(job.kind)
        return Outcome()

    async def scenario(plant: Plant) -> None:
        plant.enqueue("e1", "e2", "e3", kind="enrich")
        plant.enqueue("t1", "t2")
        await asyncio.sleep(1.5)
        assert plant.store.queue().done == 3
        await asyncio.sleep(10.0)
        assert plant.store.queue().done == 5

    work(slow, scenario, size=3)
    assert max(most) == 1


def test_an_ailing_kind_is_tried_with_one_job_at_a_time() -> None:
    """While it is not known to be well, one job at a time shows whether it is."""
    running: list[str] = []

    async def slow(job: Job, clock: Clock) -> Outcome:
        running.append(job.key)
        assert len(running) == 1
        await clock.sleep(1.0)
        running.clear()
        return Outcome()

    async def scenario(plant: Plant) -> None:
        plant.health.careful.add("triage")
        plant.enqueue("a", "b", "c")
        await asyncio.sleep(10.0)
        assert plant.store.queue().done == 3

    work(slow, scenario)


def test_a_handler_that_outlives_its_lease_is_cancelled_and_the_job_delivered_again() -> None:
    """Two deliveries of one job never run at the same time."""
    running = 0

    async def stuck_once(job: Job, clock: Clock) -> Outcome:
        nonlocal running
        assert running == 0
        running += 1
        try:
            await clock.sleep(1000.0 if job.lease == 1 else 1.0)
        finally:
            running -= 1
        return Outcome()

    async def scenario(plant: Plant) -> None:
        plant.enqueue("a")
        await asyncio.sleep(62.0)
        assert plant.state("a") is JobState.DONE

    plant = work(stuck_once, scenario)
    assert [past.outcome for past in plant.store.history("a")] == ["lapsed", "acknowledged"]


def test_a_crash_leaves_the_lease_to_lapse_and_the_job_to_the_next_process() -> None:
    """Cancellation writes nothing; after the lease the job is done."""

    async def slow(job: Job, clock: Clock) -> Outcome:
        await clock.sleep(5.0)
        return Outcome()

    async def scenario(plant: Plant) -> None:
        plant.enqueue("a")
        await asyncio.sleep(1.0)
        await plant.pool.stop(0.0)
        assert plant.state("a") is JobState.LEASED
        plant.pool.start()
        await asyncio.sleep(10.0)
        assert plant.state("a") is JobState.LEASED
        await asyncio.sleep(60.0)
        assert plant.state("a") is JobState.DONE

    work(slow, scenario)


def test_stopping_gives_jobs_under_way_a_grace() -> None:
    """What ends within the grace is acknowledged; nothing new is taken."""

    async def slow(job: Job, clock: Clock) -> Outcome:
        await clock.sleep(5.0)
        return Outcome()

    async def scenario(plant: Plant) -> None:
        plant.enqueue("a", "b", "c")
        await asyncio.sleep(1.0)
        assert plant.pool.alive
        await plant.pool.stop(10.0)
        assert (plant.clock.now(), plant.store.queue().done, plant.state("c")) == (
            EPOCH + 5.0,
            2,
            JobState.READY,
        )

    work(slow, scenario)


def test_a_failing_store_stops_nothing_for_good() -> None:
    """The workers pause and go on; the failure is in the trail."""

    async def scenario(plant: Plant) -> None:
        await asyncio.sleep(0.1)
        plant.enqueue("a")
        database = plant.store._database
        assert isinstance(database, Database)
        database._connection.execute("PRAGMA query_only = ON")
        await asyncio.sleep(3.0)
        database._connection.execute("PRAGMA query_only = OFF")
        await asyncio.sleep(2.0)
        assert plant.state("a") is JobState.DONE

    plant = work(at_once, scenario)
    assert "degraded" in plant.sink.kinds("store")


def test_the_work_on_a_job_has_its_key_as_correlation_id_and_secrets_do_not_show() -> None:
    """The id is fit for a header; a reason is masked before it is stored."""
    secret = Secret("sk-canary-123456")
    ids: list[str | None] = []

    async def leaky(job: Job, clock: Clock) -> Outcome:
        ids.append(correlation_id())
        raise ZeroDivisionError(f"with {secret.reveal()}")

    async def scenario(plant: Plant) -> None:
        plant.enqueue("triage:7 ä")
        await asyncio.sleep(1.0)

    plant = work(leaky, scenario)
    assert ids == ["triage:7--"]
    assert plant.store.dead.listed()[0].reason == "ZeroDivisionError: with ***"


def test_dead_letters_are_replayed_when_their_system_recovers() -> None:
    """The job that died during the outage is done after it, and the trail says how."""
    healthy = False

    async def during_outage(job: Job, clock: Clock) -> Outcome:
        if healthy:
            return Outcome()
        raise SystemUnavailable("refused", system="crm")

    async def scenario(plant: Plant) -> None:
        nonlocal healthy
        plant.health.recovered["crm"] = EPOCH
        plant.enqueue("a")
        await asyncio.sleep(600.0)
        assert plant.state("a") is JobState.DEAD
        healthy = True
        plant.health.recovered["crm"] = plant.clock.now()
        plant.enqueue("b")
        await asyncio.sleep(1.0)
        assert plant.state("a") is JobState.DONE

    plant = work(during_outage, scenario)
    assert plant.sink.kinds("a")[-3:] == ["replayed", "started", "acknowledged"]


def test_a_job_that_trips_the_breaker_every_time_is_given_up() -> None:
    """Its deliveries count, since requests went out and failed; those of a job that was only held back do not."""

    async def trip(job: Job, clock: Clock) -> Outcome:
        if job.key == "poison":
            system = FakeSystem(FakeClock(), 500)
            await AttemptPolicy(system, reporter=reporter(FakeClock(), None)).handle_async_request(get())
        raise BreakerOpen("open", system="crm", retry_after_seconds=10.0)

    async def scenario(plant: Plant) -> None:
        plant.enqueue("poison", "held")
        await asyncio.sleep(600.0)
        assert (plant.state("poison"), plant.state("held")) == (JobState.DEAD, JobState.READY)

    plant = work(trip, scenario)
    assert plant.sink.kinds("poison").count("started") == RECEIVES_MAX
    assert plant.sink.kinds("held").count("started") > 2 * RECEIVES_MAX


def test_a_job_that_another_process_left_in_the_store_is_found(tmp_path: Path) -> None:
    """An instance that gives way enqueues what follows from its last job; nothing wakes its successor."""
    path = str(tmp_path / "queue.sqlite")

    async def main(clock: Clock) -> JobState:
        plant = Plant(clock, lambda job: at_once(job, clock), path=path, look_seconds=15.0)
        plant.pool.start()
        await asyncio.sleep(1.0)
        predecessor = Store(path, clock=clock, synchronous="OFF")
        predecessor.enqueue(NewJob("late", "triage", "late"))
        await asyncio.sleep(15.0)
        state = plant.state("late")
        await plant.pool.stop(0.0)
        predecessor.close()
        return state

    assert run(main) is JobState.DONE
