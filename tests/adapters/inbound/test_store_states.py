"""The queue under arbitrary sequences of operations, crashes included."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from adapters.inbound.job import TRANSITIONS, Cause, Job, JobState, NewJob
from adapters.inbound.store import Store
from adapters.stores.errors import LeaseLost
from tests.adapters.inbound.virtual_time import SteppedClock
from tests.adapters.stores.postgres import PostgresServer, new_uri

LEASE_SECONDS = 30.0
RECEIVES_MAX = 3
KEYS = st.sampled_from([f"{lane}{number}" for lane in "abc" for number in range(3)])
AWAY = Cause("SystemUnavailable", "refused", "crm", transient=True)


class QueueMachine(RuleBasedStateMachine):
    """A model of what was accepted and who holds it, next to the real store."""

    @initialize()
    def open(self) -> None:
        """Start with an empty file."""
        self.folder = tempfile.TemporaryDirectory()
        self.place = self.empty_place()
        self.clock = SteppedClock()
        self.accepted: list[str] = []
        self.finished: dict[str, JobState] = {}
        self.held: dict[str, Job] = {}
        self.stale: list[Job] = []
        self.store = self.reopened()

    def empty_place(self) -> str:
        """Return where nothing is kept yet."""
        return str(Path(self.folder.name) / "queue.sqlite")

    def reopened(self) -> Store:
        """Open the file as a new process would."""
        return Store(
            self.place,
            clock=self.clock,
            lease_seconds=LEASE_SECONDS,
            receives_max=RECEIVES_MAX,
            synchronous="OFF",
        )

    @rule(key=KEYS, delay_seconds=st.sampled_from([0.0, 20.0]))
    def enqueue(self, key: str, delay_seconds: float) -> None:
        """Only the first job of a key is new."""
        fresh = self.store.enqueue(NewJob(key, "triage", key[0], {}, delay_seconds), event_id=f"event-{key}")
        assert fresh == (key not in self.accepted)
        if fresh:
            self.accepted.append(key)

    @rule(limit=st.integers(0, 4))
    def receive(self, limit: int) -> None:
        """A lane is never leased twice, and never out of order."""
        for job in self.store.receive(limit, ("triage",)):
            assert job.lane not in {held.lane for held in self.held.values()}
            waiting = [k for k in self.accepted if k[0] == job.lane and k not in self.finished]
            assert job.key == waiting[0]
            assert 1 <= job.receives <= RECEIVES_MAX
            self.held[job.key] = job

    @rule(key=KEYS, how=st.sampled_from(["acknowledge", "hand_over", "bury", "postpone", "hold"]))
    def let_go(self, key: str, how: str) -> None:
        """The holder of a valid lease decides."""
        job = self.held.pop(key, None)
        if job is None:
            return
        if how == "acknowledge":
            self.store.acknowledge(job)
            self.finished[key] = JobState.DONE
        elif how == "hand_over":
            self.store.hand_over(job, "why")
            self.finished[key] = JobState.REVIEW
        elif how == "bury" or job.receives == RECEIVES_MAX:
            self.store.bury(job, AWAY)
            self.finished[key] = JobState.DEAD
        else:
            self.store.postpone(job, self.clock.now() + 10.0, AWAY, counted=how == "postpone")
        self.stale.append(job)

    @rule(number=st.integers(0, 100))
    def come_late(self, number: int) -> None:
        """A lease that is over gives no power."""
        if self.stale:
            try:
                self.store.acknowledge(self.stale[number % len(self.stale)])
            except LeaseLost:
                return
            raise AssertionError("a job was acknowledged twice")

    @rule(seconds=st.sampled_from([1.0, 10.0, LEASE_SECONDS]))
    def pass_time(self, seconds: float) -> None:
        """Time passes; a lapsed lease comes back or its job is given up."""
        self.clock.advance(seconds)
        for job in self.store.expire():
            self.stale.append(self.held.pop(job.key))
            if job.state is JobState.DEAD:
                assert job.receives == RECEIVES_MAX
                self.finished[job.key] = JobState.DEAD

    @rule(key=KEYS)
    def replay(self, key: str) -> None:
        """Only a dead letter can be replayed; it joins its lane at its old place."""
        assert self.store.dead.replay(key) == (self.finished.get(key) is JobState.DEAD)
        if self.finished.get(key) is JobState.DEAD:
            del self.finished[key]

    @rule()
    def crash(self) -> None:
        """The process dies; leases stay until they lapse, and nobody holds them."""
        self.store.close()
        self.store = self.reopened()

    @invariant()
    def nothing_is_lost(self) -> None:
        """Every accepted job is in exactly the state that it should be in, and the counts agree."""
        for key in self.accepted:
            job = self.store.find(key)
            assert job is not None
            unfinished = JobState.LEASED if key in self.held else JobState.READY
            assert job.state is self.finished.get(key, unfinished)
        queue = self.store.queue()
        assert queue.leased == len(self.held)
        assert queue.depth == len(self.accepted) - len(self.finished)
        assert queue.dead == len(self.store.dead.listed())

    def teardown(self) -> None:
        """In the end everything that is not given up gets done."""
        self.pass_time(LEASE_SECONDS)
        for _ in self.accepted:
            self.pass_time(LEASE_SECONDS)
            self.receive(9)
            for key in sorted(self.held):
                self.let_go(key, "acknowledge")
        assert set(self.finished) == set(self.accepted)
        self.store.close()
        self.folder.cleanup()


TestQueue = QueueMachine.TestCase
TestQueue.settings = settings(
    max_examples=60, stateful_step_count=30, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@pytest.mark.thorough
@pytest.mark.real_service
def test_the_queue_keeps_to_the_model_in_postgresql_too(postgres_server: PostgresServer) -> None:
    """With the same operations, crashes included."""

    class PostgresqlMachine(QueueMachine):
        def empty_place(self) -> str:
            return new_uri(postgres_server)

    run_state_machine_as_test(
        PostgresqlMachine,
        settings=settings(TestQueue.settings, max_examples=15),
    )


def test_every_state_can_be_left_or_is_final() -> None:
    """The table of transitions has no dead end but the final states, and dead letters can come back."""
    left = {before for before, _ in TRANSITIONS.values()}
    assert set(JobState) - left == {JobState.DONE, JobState.REVIEW}
