"""One explored world: a virtual run under a schedule, made as cheap as it can be."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from windtunnel.content.project import Project
from windtunnel.fault.kill_subject import SUBJECT
from windtunnel.kernel.clock import Clock
from windtunnel.kernel.errors import EscapeError
from windtunnel.kernel.journal import Event, Kind
from windtunnel.scenario.history import HARNESS
from windtunnel.scenario.model import Scenario
from windtunnel.scenario.resources import CountedLife
from windtunnel.scenario.stage import Plan, Run
from windtunnel.scenario.virtual_run import VirtualStage
from windtunnel.world.asgi import Application
from windtunnel.world.virtual_clock import VirtualClock
from windtunnel.world.virtual_loop import VirtualLoop, run_virtual

from .jumping_clock import JumpingClock
from .occurrence import EVERYTHING, Cell, Phase
from .schedule import CLOCK_JUMP, CONDITION, Schedule
from .strikes import StruckStage

TAIL_SECONDS = 5.0
"""How long a hasty world goes on after every event has come to its end."""
LOOK_SECONDS = 0.5
LOOK_SECONDS_MAX = 8.0
"""How often a hasty world looks whether it has: less and less often while nothing happens."""
GIVEN_UP = frozenset({"dead-lettered", "rejected"})


@dataclass(frozen=True)
class Explored:
    """A world that was run.

    Args:
        run: what happened.
        struck: how often each kind of fault struck each operation in each phase.
        operations: how many requests of each operation each role got.
        expirable: roles that had given out access tokens when it was over.
        limited: roles with quotas.
    """

    run: Run
    struck: Counter[Cell]
    operations: Mapping[tuple[str, str], int]
    expirable: frozenset[str]
    limited: frozenset[str]


def explore_world(project: Project, plan: Plan, schedule: Schedule, *, patient: bool = False) -> Explored:
    """Run one world.

    Args:
        project: where systems and subject are found.
        plan: the scenario, its input and its seed; the condition is the schedule's.
        schedule: what the world is put through.
        patient: wait as long as the scenario says for something more to happen, even after every event has ended.

    Raises:
        UsageError: the schedule does not fit the scenario.
        EscapeError: the subject reached for a socket, a thread or the machine's clock.
    """
    return run_virtual(_explore(project, planned(plan, schedule), schedule, patient))


def planned(plan: Plan, schedule: Schedule) -> Plan:
    """Return ``plan`` with the schedule as its only condition.

    Where a clock is set, the world waits for as much longer: what was planned by the wrong time is late, not lost.

    Raises:
        UsageError: the schedule does not fit the scenario.
    """
    scenario = plan.scenario
    settings = scenario.condition(schedule.environment) if schedule.environment else None
    set_by = max((abs(jump.seconds) for jump in schedule.jumps), default=0.0)
    changes = {"conditions": {CONDITION: schedule.condition(settings)}, "quiet": scenario.quiet + set_by}
    return replace(plan, scenario=scenario.model_copy(update=changes), condition=CONDITION)


async def _explore(project: Project, plan: Plan, schedule: Schedule, patient: bool) -> Explored:
    stage = ExploredStage(project, plan, schedule, patient=patient)
    loop = asyncio.get_running_loop()
    assert isinstance(loop, VirtualLoop)
    escapes = Escapes(loop)
    run = await stage.run(VirtualClock(loop))
    escapes.tell()
    expirable = frozenset(role for role, system in stage.systems.items() if system.expire_tokens())
    limited = frozenset(role for role, system in stage.systems.items() if system.profile.quotas)
    stage.struck.update(dict(_lasting(run, schedule)))
    return Explored(run, stage.struck, stage.operations(), expirable, limited)


class Escapes:
    """Remembers errors of tasks that reached outside the world, and whom nobody asked how they ended.

    Args:
        loop: the world's loop.
    """

    def __init__(self, loop: VirtualLoop) -> None:
        self._loop = loop
        self._forgotten: list[EscapeError] = []
        loop.set_exception_handler(self._handle)

    def tell(self) -> None:
        """Raise an escape of a task; of several, the one whose message comes first.

        Raises:
            EscapeError: there was one; it names the place.
        """
        # asking for task.exception() would keep asyncio from warning of other exceptions that nobody asked for
        ends = [getattr(task, "_exception", None) for task in self._loop.known()]
        escapes = [error for error in (*self._forgotten, *ends) if isinstance(error, EscapeError)]
        if escapes:
            raise min(escapes, key=str)

    def _handle(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, EscapeError):
            self._forgotten.append(error)
        else:
            loop.default_exception_handler(context)


def _lasting(run: Run, schedule: Schedule) -> Iterator[tuple[Cell, int]]:
    """Yield how often each fault struck that lasts for a time."""
    strikes = len(schedule.strikes)
    for fault in run.faults[: len(run.faults) - strikes]:
        if fault.injected:
            yield (fault.name, fault.description.on, EVERYTHING, Phase.LASTING.value), fault.injected
    for drift in run.drifts:
        if drift.injected:
            yield ("drift", drift.description.on, drift.name, Phase.LASTING.value), drift.injected
    jumped = sum(jump.at <= run.history.events[-1].at - run.history.settings.start for jump in schedule.jumps)
    if jumped:
        yield (CLOCK_JUMP, SUBJECT, EVERYTHING, Phase.LASTING.value), jumped


class ExploredStage(StruckStage, VirtualStage):
    """A virtual run under a schedule.

    Args:
        project, plan, schedule: as for every run under a schedule.
        patient: whether to wait for the scenario's quiet time although every event has ended.
    """

    def __init__(self, project: Project, plan: Plan, schedule: Schedule, *, patient: bool) -> None:
        super().__init__(project, plan, schedule=schedule)
        self._patient = patient

    def _make_subject(self) -> Application:
        if not self._schedule.jumps:
            return super()._make_subject()
        world: Clock = self.clock
        self.clock = JumpingClock(world, self._schedule.jumps, self.start)
        try:
            return super()._make_subject()
        finally:
            self.clock = world

    async def _settle(self, last_arrival: float) -> str:
        """Wait as every run does, but no longer than a moment after every event has come to its end.

        What the subject holds beyond its events, such as timers, it is given the time to return.
        """
        if self._patient:
            return await super()._settle(last_arrival)
        waiting = asyncio.ensure_future(super()._settle(last_arrival))
        ends = Ends(self.scenario, self.plan.count)
        disturbed = self.phases.disturbed_until if self.phases.disturbed_until != float("inf") else 0.0
        earliest = self.start + max(last_arrival, disturbed)
        assert isinstance(self.life, CountedLife)
        growth = (self.scenario.invariants.get("resources-returned") or {}).get("growth", 0)
        await self.clock.sleep(max(0.0, earliest - self.clock.now()))
        pause, settled = LOOK_SECONDS, False
        while not waiting.done():
            changed = ends.read(self.journal[index] for index in range(ends.length, len(self.journal)))
            busy = not ends.all_ended or self.life.held > growth or any(courier.pending for courier in self.couriers)
            if settled and not changed and not busy:
                waiting.cancel()
                return "quiet"
            settled = not busy
            pause = LOOK_SECONDS if changed else min(pause * 2, LOOK_SECONDS_MAX)
            await self.clock.sleep(TAIL_SECONDS if settled else pause)
        return waiting.result()


class Ends:
    """Follows a journal and knows whether every event has come to its end.

    Args:
        scenario: says which outcomes are required.
        count: how many events arrive.
    """

    def __init__(self, scenario: Scenario, count: int) -> None:
        self._required = {name for name, outcome in scenario.outcomes.items() if outcome.required}
        self._count = count
        self._arrived: set[str] = set()
        self._open: dict[str, set[str]] = {}
        self._closed: set[str] = set()
        self._doubtful: set[str] = set()
        self.length = 0
        """How many events of the journal it has read."""

    @property
    def all_ended(self) -> bool:
        """Whether every event has arrived and was given up, or has all its outcomes and the subject knows it."""
        return len(self._arrived) == self._count == len(self._closed) and not self._doubtful

    def read(self, events: Iterator[Event]) -> bool:
        """Take new events in; return whether there were any."""
        before = self.length
        for event in events:
            self.length += 1
            if event.key is not None:
                self._take(event, event.key)
        return self.length != before

    def _take(self, event: Event, key: str) -> None:
        if event.kind is Kind.ARRIVAL:
            self._arrived.add(key)
        elif event.kind is Kind.EFFECT and event.data.get("outcome"):
            left = self._open.setdefault(key, set(self._required))
            left.discard(event.data["outcome"])
            if not left and key in self._arrived:
                self._closed.add(key)
        elif event.kind is Kind.ATTEMPT:
            self._doubtful.add(key)
        elif event.kind is Kind.ANSWER:
            well = event.data["outcome"] == "ok" and event.data["status"] < 400
            (self._doubtful.discard if well else self._doubtful.add)(key)
        elif event.kind is Kind.TRANSITION and event.actor != HARNESS and event.operation in GIVEN_UP:
            self._closed.add(key)
            self._doubtful.discard(key)


__all__ = ["Ends", "Explored", "ExploredStage", "explore_world", "planned"]
