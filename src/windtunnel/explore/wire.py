"""A schedule over sockets: what a virtual world found, against the subject as a process, in real time."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from windtunnel.content.project import Project
from windtunnel.fault.back_ends import BackEnd
from windtunnel.kernel.clock import LoopClock
from windtunnel.kernel.errors import UsageError
from windtunnel.scenario.scaling import on_the_wire, terms_of
from windtunnel.scenario.stage import Plan, Run
from windtunnel.scenario.wire_run import WireStage

from .schedule import CLOCK_JUMP, CONDITION, Schedule
from .strikes import StruckStage
from .world import planned

WORLD = "wire"


class WireStruckStage(StruckStage, WireStage):
    """A run over loopback under a schedule."""


def require_wire(plan: Plan, schedule: Schedule) -> None:
    """Make sure that a schedule can be run over sockets.

    Raises:
        UsageError: a part of it cannot, or the scenario is not run there; the message says which, and why.
    """
    file = plan.scenario.file
    if schedule.jumps:
        reason = "the subject is a process of its own, and reads the machine's clock"
        raise UsageError(f"{CLOCK_JUMP} cannot be made in the wire world: {reason}", file=file)
    scenario = planned(plan, schedule).scenario
    cannot = terms_of(scenario, CONDITION).cannot
    if cannot is not None:
        raise UsageError(f"the scenario is not run in the wire world: {cannot}", file=file)
    for description in (*(each.description() for each in schedule.strikes), *scenario.conditions[CONDITION].faults):
        description.require(BackEnd.WIRE)


def explore_on_wire(project: Project, plan: Plan, schedule: Schedule) -> Run:
    """Run a schedule over sockets, with times and patience scaled as the scenario says.

    Strikes keep their places: the n-th request of an operation. Over sockets, requests of several events may come in
    another order than in the virtual world, and then the n-th is another event's.

    Raises:
        UsageError: the schedule cannot be run there.
        SubjectCrashed: the subject does not start.
    """
    require_wire(plan, schedule)
    asked = planned(plan, schedule)
    scenario = on_the_wire(asked.scenario, CONDITION)
    return asyncio.run(_run(project, replace(asked, scenario=scenario, world=WORLD), schedule))


async def _run(project: Project, plan: Plan, schedule: Schedule) -> Run:
    """Run it with all of the scenario's patience: what looks done may be done a second time, much later."""
    stage = WireStruckStage(project, plan, plan.scenario.quiet, schedule=schedule)
    return await stage.run(LoopClock.live(asyncio.get_running_loop()))
