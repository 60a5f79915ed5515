"""Rounds of worlds: Hypothesis draws schedules, in as many processes as there are jobs.

All rounds of a batch start from the same coverage, so what a batch finds depends on the seed and on how many jobs there
are, never on which process is faster.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

from windtunnel.content.project import Project
from windtunnel.kernel.errors import NotBuiltError
from windtunnel.scenario.stage import Plan
from windtunnel.world.children import end_with_parent

from .halt import METHOD, Halt
from .menu import Menu
from .occurrence import Cell
from .schedule import Schedule
from .verdict import judge_world

MEMORY = Path("/dev/shm")  # noqa: S108 - a place for folders with names of their own
COLLECTION_WORLDS = 10
"""A world leaves some hundred objects in circles. Between worlds little else is alive, so looking for them is cheap
there, and soon enough for their memory to be at hand still: a tenth of the time, beside looking while worlds run or
once in a thousand worlds."""
COLLECTION_THRESHOLDS = (100_000, 10, 1_000)
"""For what makes more objects than ten small worlds: larger worlds, and schedules that are made small."""


@dataclass(frozen=True)
class Round:
    """What one process is asked to do.

    Args:
        menu: what schedules are drawn from.
        goals: cells of coverage to aim at.
        seed: of the draws.
        worlds: how many to run.
        until: machine time (``time.monotonic``) after which no world is begun; ``None`` for no limit.
        first_only: whether to stop at the first schedule that breaks something.
    """

    menu: Menu
    goals: Sequence[Cell]
    seed: int
    worlds: int
    until: float | None = None
    first_only: bool = True


@dataclass
class Harvest:
    """What a round brought.

    Args:
        worlds: how many worlds were run.
        struck: strikes by cell.
        operations: the most requests of each operation in one world.
        found: schedules that broke something, with what they broke.
    """

    worlds: int = 0
    struck: Counter[Cell] = field(default_factory=Counter)
    operations: dict[tuple[str, str], int] = field(default_factory=dict)
    found: list[tuple[Schedule, dict[str, str]]] = field(default_factory=list)


def run_round(project: Project, plan: Plan, asked: Round, halt: Halt | None = None) -> Harvest:
    """Draw schedules and run their worlds, until ``halt`` is asked for.

    Raises:
        EscapeError: the subject reached for a socket, a thread or the machine's clock.
    """
    harvest = Harvest()

    def world(schedule: Schedule) -> None:
        late = asked.until is not None and time.monotonic() >= asked.until
        if late or (harvest.found and asked.first_only) or (halt is not None and halt.asked):
            return
        if harvest.worlds % COLLECTION_WORLDS == 0:
            gc.collect(1)
        judged = judge_world(project, plan, schedule)
        harvest.worlds += 1
        harvest.struck.update(judged.struck)
        for place, count in judged.operations.items():
            harvest.operations[place] = max(count, harvest.operations.get(place, 0))
        if judged.broken:
            harvest.found.append((schedule, dict(judged.broken)))

    _drawing(asked)(world)()
    gc.collect()
    return harvest


def _drawing(asked: Round) -> Any:
    """Return a decorator that calls a function with schedules, as Hypothesis draws them."""
    hypothesis = _hypothesis()
    from .strategies import BACKEND, schedules

    checks = hypothesis.HealthCheck
    quiet = hypothesis.settings(
        max_examples=asked.worlds,
        backend=BACKEND,
        database=None,
        deadline=None,
        derandomize=False,
        phases=(hypothesis.Phase.generate,),
        suppress_health_check=(checks.too_slow, checks.data_too_large, checks.large_base_example),
        verbosity=hypothesis.Verbosity.quiet,
    )

    def decorate(function: Any) -> Any:
        given = hypothesis.given(schedules(asked.menu, asked.goals))(function)
        return hypothesis.seed(asked.seed)(quiet(given))

    return decorate


def _hypothesis() -> ModuleType:
    try:
        import hypothesis
    except ImportError as error:
        raise NotBuiltError("exploration needs Hypothesis: install windtunnel[gate]") from error
    return hypothesis


@contextmanager
def _few_collections() -> Iterator[None]:
    """Leave garbage to ``run_round`` while the block lasts, and what is there now alone."""
    before = gc.get_threshold()
    _collect_seldom()
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


def _collect_seldom() -> None:
    gc.freeze()
    gc.set_threshold(*COLLECTION_THRESHOLDS)


@contextmanager
def scratch_in_memory() -> Iterator[None]:
    """Make temporary folders in memory while the block lasts, where the machine has a place for that.

    Every world gets a folder; on a disk, making and removing it can take longer than the world itself.
    """
    before = tempfile.tempdir
    if MEMORY.is_dir() and os.access(MEMORY, os.W_OK):
        tempfile.tempdir = str(MEMORY)
    try:
        yield
    finally:
        tempfile.tempdir = before


_SHARED: list[Any] = []
"""Project, plan and halt of the process's rounds; forked or sent once."""


def _begin(project: Project, plan: Plan, halt: Halt) -> None:
    end_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal interrupts all processes; the first one asks for a halt
    _SHARED[:] = [project, plan, halt]
    _collect_seldom()


def _in_worker(asked: Round) -> Harvest:
    project, plan, halt = _SHARED
    return run_round(project, plan, asked, halt)


class Crew:
    """Runs batches of rounds.

    Args:
        project, plan: what worlds are made of.
        jobs: how many rounds run at once; one runs in this process.
        halt: ends the rounds that are under way.
    """

    def __init__(self, project: Project, plan: Plan, jobs: int, halt: Halt) -> None:
        self._project = project
        self._plan = plan
        self._halt = halt
        self.jobs = jobs
        self._pool: ProcessPoolExecutor | None = None

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Have processes while the block lasts.

        Raises:
            NotBuiltError: Hypothesis is not installed.
        """
        _hypothesis()  # what is imported by now is not looked through after every round
        with scratch_in_memory():
            if self.jobs == 1:
                with _few_collections():
                    yield
            else:
                with self._pooled():
                    yield

    @contextmanager
    def _pooled(self) -> Iterator[None]:
        context = multiprocessing.get_context(METHOD)
        self._pool = ProcessPoolExecutor(self.jobs, context, _begin, (self._project, self._plan, self._halt))
        try:
            yield
        finally:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def batch(self, rounds: Sequence[Round]) -> Iterator[Harvest]:
        """Run rounds and yield what each brought, in their order."""
        if self._pool is not None:
            return self._pool.map(_in_worker, rounds)
        return (run_round(self._project, self._plan, asked, self._halt) for asked in rounds)
