"""The search: known failures first, then rounds of drawn schedules, until something breaks or the budget is spent."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from windtunnel.content.project import Project
from windtunnel.kernel.errors import UsageError
from windtunnel.kernel.randomness import derive
from windtunnel.scenario.event_keys import EventKeys
from windtunnel.scenario.history import History
from windtunnel.scenario.model import Scenario, load
from windtunnel.scenario.stage import Plan
from windtunnel.scenario.workload import read_rows

from .coverage import Coverage
from .database import FOLDER, FailureDatabase
from .halt import Halt
from .menu import Menu, menu_of
from .minimal import minimise
from .rounds import Crew, Harvest, Round
from .schedule import CONDITION, Schedule
from .verdict import World, judge_world

ROUND_WORLDS = 5
ROUND_WORLDS_MAX = 40
"""The first rounds are short: what breaks easily is found at once."""
ROUNDS_A_JOB = 3
"""In a batch, where there are several jobs: whoever is done early takes another round, and waits a third as long."""
GOALS_A_ROUND = 8
EVENTS = 6
BUDGET_WORLDS = 1000
UNCONFIRMED_MAX = 3
"""After so many violations that more patience does away with, an invariant is no longer looked into."""
SHRINKING_WORLDS_MAX = {False: 200, True: 60}
"""By patience: how many worlds may be run to make one schedule small. Haste is tried first, patience judges."""
Progress = Callable[[str], None]


@dataclass(frozen=True)
class Request:
    """What to explore.

    Args:
        scenario: name or path.
        budget: how many worlds to run at most.
        seconds: how long to search at most, in the machine's time; ``None`` for no limit.
        jobs: processes at once; one per core by default.
        seed: of worlds and of draws.
        events: how many arrive in each world.
        kinds: kinds of faults to draw; all by default.
        keep_going: go on after the first violation, for other invariants.
        input: file of rows, instead of the scenario's.
        database: folder of known failures; below the current folder by default.
    """

    scenario: str
    budget: int = BUDGET_WORLDS
    seconds: float | None = None
    jobs: int | None = None
    seed: int = 1
    events: int = EVENTS
    kinds: Sequence[str] = ()
    keep_going: bool = False
    input: Path | None = None
    database: Path | None = None


@dataclass(frozen=True)
class Finding:
    """A schedule that breaks invariants, as small as it could be made.

    Args:
        invariant: the one that it was made small for.
        schedule: the schedule.
        drawn: how many faults there were before.
        plan: what its worlds are made of.
        world: what happens under it, with all of the scenario's patience.
        after_worlds: how many worlds had been run when it was found.
        known: whether it came from the database.
    """

    invariant: str
    schedule: Schedule
    drawn: int
    plan: Plan
    world: World
    after_worlds: int
    known: bool = False


@dataclass
class Exploration:
    """What a search brought.

    Args:
        scenario, plan, menu: what was explored.
        coverage: what struck.
        findings: what broke.
        worlds: how many worlds were searched, those for making findings small not counted.
        seconds: how long the search took.
        shrinking: how many worlds were run to make findings small.
        shrinking_seconds: and how long that took.
        unconfirmed: by invariant: how often a violation was not there when the world was given more time.
        healed: files of known failures that break nothing any more.
        halted: whether it was stopped before its budget or its time was spent.
    """

    scenario: Scenario
    plan: Plan
    menu: Menu
    coverage: Coverage
    findings: list[Finding] = field(default_factory=list)
    worlds: int = 0
    seconds: float = 0.0
    shrinking: int = 0
    shrinking_seconds: float = 0.0
    unconfirmed: dict[str, int] = field(default_factory=dict)
    healed: list[Path] = field(default_factory=list)
    halted: bool = False

    @property
    def strikes(self) -> int:
        """How many faults struck in all."""
        return sum(self.coverage.struck.values())


def explore(
    project: Project, request: Request, progress: Progress = lambda _: None, halt: Halt | None = None
) -> Exploration:
    """Search for schedules that break an invariant.

    Raises:
        UsageError: the scenario, its input, a kind of fault or a known failure is wrong.
        EscapeError: the subject reached for a socket, a thread or the machine's clock.
        NotBuiltError: Hypothesis is not installed.
    """
    return _Search(project, request, progress, halt or Halt()).run()


def plan_of(scenario: Scenario, seed: int, events: int, input_file: Path | None = None) -> Plan:
    """Return the plan of explored worlds; their condition is the schedule's.

    Where a workload arrives within some time, a part of it arrives within that part of the time: the fewer there are,
    the further chance would carry the last of them, beyond the hour at which a job collects them.

    Raises:
        UsageError: the input is wrong, or too short.
    """
    file = input_file or scenario.file.parent / scenario.workload.input
    rows = read_rows(file, scenario.workload.columns, scenario.workload.fields)
    EventKeys(scenario, rows, events).check()
    return Plan(_at_its_rate(scenario, events), CONDITION, rows, events, seed)


def _at_its_rate(scenario: Scenario, events: int) -> Scenario:
    arrivals = scenario.workload.arrivals
    if arrivals.over is None or events >= scenario.workload.count:
        return scenario
    within = arrivals.model_copy(update={"over": arrivals.over * events / scenario.workload.count})
    return scenario.model_copy(update={"workload": scenario.workload.model_copy(update={"arrivals": within})})


def survey(project: Project, plan: Plan, kinds: Sequence[str] = ()) -> tuple[Menu, World]:
    """Run a calm world and return what can go wrong in worlds like it, and the world itself.

    Raises:
        UsageError: the scenario cannot be set up, or there is no such kind of fault.
    """
    calm = judge_world(project, plan, Schedule(), patient=True)
    if calm.explored is None:
        raise UsageError(f"nothing can be explored, for a calm world breaks down: {next(iter(calm.broken.values()))}")
    explored = calm.explored
    history = explored.run.history
    seconds = max((event.at for event in history.arrivals.values()), default=history.settings.start)
    seconds -= history.settings.start
    menu = menu_of(plan.scenario, calm.operations, explored.expirable, explored.limited, plan.count, seconds, kinds)
    return replace(menu, job=_span(history) if menu.collected else None), calm


def _span(history: History) -> tuple[float, float] | None:
    """Return when the subject made its first and its last request, in seconds after the start."""
    sent = [attempt.start - history.settings.start for attempt in history.attempts]
    return (min(sent), max(sent)) if sent else None


class _Search:
    """One search."""

    def __init__(self, project: Project, request: Request, progress: Progress, halt: Halt) -> None:
        self._project = project
        self._request = request
        self._progress = progress
        self._halt = halt
        self._begun = time.monotonic()
        scenario = load(project, request.scenario)
        self._plan = plan_of(scenario, request.seed, request.events, request.input)
        menu, self._calm = survey(project, self._plan, request.kinds)
        self._database = FailureDatabase((request.database or FOLDER) / scenario.name)
        self._result = Exploration(scenario, self._plan, menu, Coverage(), worlds=1)

    def run(self) -> Exploration:
        """Search until something breaks, or the budget or the time is spent."""
        result = self._result
        if self._calm.broken:
            self._settle(Schedule(), self._calm.broken)
        else:
            self._replay_known()
            if self._goes_on:
                self._draw()
        result.halted = self._halt.asked
        result.seconds = time.monotonic() - self._begun - result.shrinking_seconds
        return result

    @property
    def _goes_on(self) -> bool:
        if self._result.findings and not self._request.keep_going:
            return False
        return self._result.worlds < self._request.budget and not (self._late or self._halt.asked)

    @property
    def _until(self) -> float | None:
        seconds = self._request.seconds
        return None if seconds is None else self._begun + seconds

    @property
    def _late(self) -> bool:
        return self._until is not None and time.monotonic() >= self._until

    def _replay_known(self) -> None:
        for file, schedule in self._database:
            if not self._goes_on:
                return
            world = judge_world(self._project, self._plan, schedule)
            self._take(Harvest(1, world.struck, dict(world.operations)))
            if world.clean:
                self._result.healed.append(file)
            else:
                self._settle(schedule, world.broken, known=True)

    def _draw(self) -> None:
        jobs = self._request.jobs or os.cpu_count() or 1
        crew = Crew(self._project, self._plan, jobs, self._halt)
        with crew.at_work():
            for number in range(self._request.budget):
                found: list[tuple[Schedule, dict[str, str]]] = []
                for harvest in crew.batch(self._rounds(number, jobs)):
                    self._take(harvest)
                    found += harvest.found
                    self._progress(f"{self._result.worlds} worlds, {self._result.strikes} strikes")
                for schedule, broken in found:
                    self._settle(schedule, broken)
                if not self._goes_on:
                    return

    def _rounds(self, number: int, jobs: int) -> list[Round]:
        result = self._result
        left = self._request.budget - result.worlds
        most = min(ROUND_WORLDS_MAX, ROUND_WORLDS << number)
        sizes = [min(most, left - index * most) for index in range(jobs * (ROUNDS_A_JOB if jobs > 1 else 1))]
        return [
            Round(
                result.menu,
                result.coverage.goals(result.menu, GOALS_A_ROUND),
                derive(self._request.seed, "round", str(number), str(index)),
                size,
                self._until,
                not self._request.keep_going,
            )
            for index, size in enumerate(sizes)
            if size > 0
        ]

    def _take(self, harvest: Harvest) -> None:
        self._result.worlds += harvest.worlds
        self._result.coverage.add(harvest.struck)
        self._result.menu = self._result.menu.grown(harvest.operations)

    def _settle(self, schedule: Schedule, broken: Mapping[str, str], *, known: bool = False) -> None:
        """Make findings of a schedule: one for each invariant that no finding has shown to be broken yet."""
        result = self._result
        if result.findings and not self._request.keep_going:
            return
        begun = time.monotonic()
        for invariant in broken:
            shown = {name for finding in result.findings for name in finding.world.broken}
            if invariant in shown or result.unconfirmed.get(invariant, 0) >= UNCONFIRMED_MAX:
                continue
            finding = self._finding(invariant, schedule, known=known)
            if finding is None:
                result.unconfirmed[invariant] = result.unconfirmed.get(invariant, 0) + 1
            else:
                result.findings.append(finding)
                self._database.keep(finding.schedule)
        result.shrinking_seconds += time.monotonic() - begun

    def _finding(self, invariant: str, schedule: Schedule, *, known: bool) -> Finding | None:
        """Return the finding; ``None`` when a world with all of the scenario's patience keeps the invariant."""
        self._progress(f"{invariant} is broken; making the schedule small")
        if self._breaks(invariant, schedule, patient=True):
            for patient, worlds_max in SHRINKING_WORLDS_MAX.items():
                breaks = partial(self._still_breaks, invariant, patient=patient)
                small = minimise(schedule, breaks, self._result.menu, worlds_max)
                world = judge_world(self._project, self._plan, small, patient=True)
                if invariant in world.broken:
                    return Finding(invariant, small, schedule.faults, self._plan, world, self._result.worlds, known)
        return None

    def _still_breaks(self, invariant: str, schedule: Schedule, *, patient: bool) -> bool:
        """Return whether a smaller schedule does; after a halt nothing is made smaller any more."""
        return not self._halt.asked and self._breaks(invariant, schedule, patient=patient)

    def _breaks(self, invariant: str, schedule: Schedule, *, patient: bool) -> bool:
        self._result.shrinking += 1
        return invariant in judge_world(self._project, self._plan, schedule, patient=patient).broken
