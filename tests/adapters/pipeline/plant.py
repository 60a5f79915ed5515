"""The whole pipeline between fake systems, with a power switch."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from random import Random

from adapters.clock import Clock
from adapters.inbound.job import JobState
from adapters.inbound.settings import JobSettings
from adapters.inbound.store import Store
from adapters.inbound.worker import WorkerPool
from adapters.pipeline.announce import ANNOUNCE, Announcer
from adapters.pipeline.classify import Classifier
from adapters.pipeline.enrich import Enricher
from adapters.pipeline.flow import ENRICH, TRIAGE, Triage, triage_job
from adapters.pipeline.follow_up import FollowUp
from adapters.pipeline.route import load_routing
from adapters.ports import TicketEvent
from adapters.trail import Trail
from adapters.wake import Wake
from tests.adapters.inbound.fakes import FakeHealth, RecordingSink
from tests.adapters.inbound.virtual_time import run
from tests.adapters.pipeline.fakes import (
    CATEGORIES,
    FakeAI,
    FakeChat,
    FakeCRM,
    FakeHelpdesk,
    Wire,
    no_fault,
    ticket,
)

RECEIVES_MAX = 6
DAY_SECONDS = 86_400.0


class Plant:
    """Systems that outlive the process, and a process that can be killed and started again."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.wire = Wire(clock)
        self.helpdesk = FakeHelpdesk(self.wire)
        self.chat = FakeChat(self.wire)
        self.crm = FakeCRM(self.wire)
        self.ai = FakeAI(self.wire)
        self.health = FakeHealth()
        self.sink = RecordingSink()
        self.store = Store(":memory:", clock=clock, lease_seconds=60.0, receives_max=RECEIVES_MAX, synchronous="OFF")
        self.pool = self._new_process()
        self.pool.start()

    def _new_process(self) -> WorkerPool:
        self.wake = Wake()
        trail = Trail(self.sink, self.clock)
        enricher = Enricher(self.crm, clock=self.clock, trail=trail, budget_seconds=5.0)
        triage = Triage(
            self.store,
            self.helpdesk,
            Classifier(self.ai, CATEGORIES, confidence_min=0.7, tries_max=2, trail=trail),
            enricher,
            load_routing(),
            channel="triage",
            clock=self.clock,
            wake=self.wake,
            trail=trail,
            age_seconds_max=30 * DAY_SECONDS,
            follow_up_seconds=60.0,
        )
        settings = JobSettings(workers=4, attempts_max=RECEIVES_MAX, backoff_seconds=2.0, backoff_seconds_max=60.0)
        return WorkerPool(
            self.store,
            {
                ANNOUNCE: Announcer(self.store, self.chat, trail=trail),
                TRIAGE: triage,
                ENRICH: FollowUp(self.store, self.helpdesk, self.crm),
            },
            settings,
            shares={ANNOUNCE: 2, ENRICH: 2},
            wake=self.wake,
            health=self.health,
            clock=self.clock,
            random=Random(3),
            trail=trail,
            job_seconds=50.0,
        )

    def deliver(self, *ids: str, event: str = "") -> None:
        """Open tickets where there are none, and accept an event for each."""
        for id in ids:
            self.helpdesk.tickets.setdefault(id, ticket(id))
            new = triage_job(TicketEvent(event_id=event or f"event-{id}", ticket_id=id, kind="created"))
            self.store.enqueue(new, event_id=event or f"event-{id}")
            self.wake.set()

    async def restart(self) -> None:
        """Kill the process and start a new one."""
        await self.pool.stop(0.0)
        self.pool = self._new_process()
        self.pool.start()

    def heal(self) -> None:
        """End all faults."""
        self.wire.fault = no_fault

    def state(self, key: str) -> JobState | None:
        """Return the state of a job."""
        job = self.store.find(key)
        return None if job is None else job.state

    def reason(self, key: str) -> str:
        """Return why a job ended."""
        job = self.store.find(key)
        assert job is not None
        return job.last_error or ""


def work(scenario: Callable[[Plant], Awaitable[None]]) -> Plant:
    """Run ``scenario`` in virtual time."""

    async def main(clock: Clock) -> Plant:
        plant = Plant(clock)
        await scenario(plant)
        await plant.pool.stop(0.0)
        return plant

    return run(main)
