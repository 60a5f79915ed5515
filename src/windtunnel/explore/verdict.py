"""Judging an explored world: which invariants are broken, or why the world itself broke down."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from windtunnel.content.project import Project
from windtunnel.scenario.invariants import INVARIANTS
from windtunnel.scenario.stage import Plan, Run
from windtunnel.scenario.verdict import Verdict
from windtunnel.world.asgi import SubjectCrashed
from windtunnel.world.virtual_loop import DeadlockError, HangError, LivelockError

from .occurrence import Cell
from .schedule import Schedule
from .world import Explored, explore_world

CRASH = "no-crash"
"""Stands among the broken invariants for a subject that does not start."""
DEADLOCK = "no-deadlock"
"""Stands among the broken invariants for a subject that waits for something that never happens."""
LIVELOCK = "no-livelock"
"""Stands among the broken invariants for a subject that runs for ever at one instant."""
HANG = "no-hang"
"""Stands among the broken invariants for a subject that never gives way."""
BREAKDOWNS: Mapping[type[Exception], str] = {
    SubjectCrashed: CRASH,
    DeadlockError: DEADLOCK,
    LivelockError: LIVELOCK,
    HangError: HANG,
}


@dataclass(frozen=True)
class World:
    """What came of one world.

    Args:
        broken: by name of the invariant: what its first violation says.
        explored: the world; ``None`` when it broke down.
        struck: how often each cell of coverage was struck.
        operations: requests by role and operation.
    """

    broken: Mapping[str, str]
    explored: Explored | None = None
    struck: Counter[Cell] = field(default_factory=Counter)
    operations: Mapping[tuple[str, str], int] = field(default_factory=dict)

    @property
    def clean(self) -> bool:
        """Whether nothing is broken."""
        return not self.broken


def judge_world(project: Project, plan: Plan, schedule: Schedule, *, patient: bool = False) -> World:
    """Run one world and judge it.

    Raises:
        UsageError: the schedule does not fit the scenario, or the scenario cannot be set up.
        EscapeError: the subject reached for a socket, a thread or the machine's clock.
    """
    try:
        explored = explore_world(project, plan, schedule, patient=patient)
    except tuple(BREAKDOWNS) as error:
        return World({BREAKDOWNS[type(error)]: str(error)})
    return World(broken_in(explored.run), explored, explored.struck, explored.operations)


def broken_in(run: Run) -> dict[str, str]:
    """Return what the first violation of each broken invariant says, by name.

    Thresholds and doubts do not count: an explored world is judged on what must never happen. A checker that cannot
    judge a world is told of like one that was broken.
    """
    found = {}
    for name, parameters in run.plan.scenario.invariants.items():
        if run.plan.world not in INVARIANTS[name].worlds:
            continue
        judgement = INVARIANTS[name].with_parameters(parameters).judgement(run.history)
        if judgement.verdict is Verdict.FAIL:
            found[name] = judgement.violations[0].message
        elif judgement.defect is not None:
            found[name] = judgement.defect
    return found
