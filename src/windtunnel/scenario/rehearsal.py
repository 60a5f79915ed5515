"""Rehearsing scenarios: every condition in a process of its own, as many at once as there are cores."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing.process import BaseProcess
from pathlib import Path

import windtunnel
from windtunnel.content.project import Project
from windtunnel.fault import BackEnd, BackEndError
from windtunnel.kernel.clock import SteppedClock
from windtunnel.kernel.errors import InconclusiveError, UsageError
from windtunnel.kernel.randomness import Randomness
from windtunnel.simulator.loader import build
from windtunnel.world.asgi import SubjectCrashed
from windtunnel.world.children import end_with_parent

from .blotting import without_secrets
from .event_keys import EventKeys
from .judge import judge, judge_scenario
from .model import Scenario, load
from .receipt import NAME, receipt_of, replay_command
from .result import ConditionResult, LeftOut, RehearsalResult, ScenarioResult
from .scaling import terms_of
from .stage import Plan, Run, run_not_begun
from .verdict import worst
from .virtual_run import run_condition
from .wire_run import run_on_wire
from .workload import Rows, read_rows

RUNNERS: Mapping[str, Callable[[Project, Plan], Run]] = {"virtual": run_condition, "wire": run_on_wire}
"""By world: what runs a condition there."""
SUBJECT_LOG = "subject.log"
STANDARD_ERROR = 2
COLLECTION_THRESHOLDS = (200_000, 50, 1_000)
WORKER_COLLECTION_THRESHOLDS = (500_000, 10, 1_000)
"""In a worker process: what finished worlds leave in circles (40,000 objects of 500 tickets) is looked for seldom."""

Progress = Callable[[str, str, ConditionResult | None], None]
"""Called with (scenario, condition, result); the result is ``None`` when a condition begins."""


@dataclass(frozen=True)
class Request:
    """What to rehearse.

    Args:
        scenarios: names or paths; every scenario of the project when empty.
        conditions: only these, in scenarios that have them; all when empty.
        seed: decides everything that chance decides.
        count: number of events, instead of the scenario's.
        input: file of rows, instead of the scenario's.
        columns: column mapping of that file.
        out: where receipts and journals go; nothing is written when ``None``.
        jobs: processes at once; one runs everything in this process.
        world: ``virtual`` or ``wire``.
    """

    scenarios: Sequence[str] = ()
    conditions: Sequence[str] = ()
    seed: int = 1
    count: int | None = None
    input: Path | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    out: Path | None = None
    jobs: int | None = None
    world: str = "virtual"


@dataclass(frozen=True)
class _Task:
    plan: Plan
    columns: Mapping[str, str]
    out: Path | None
    world: str


def rehearse(project: Project, request: Request, progress: Progress = lambda *_: None) -> RehearsalResult:
    """Run every requested condition and return what was found.

    Raises:
        UsageError: nothing matches the request, or a scenario or input is wrong.
    """
    scenarios = [load(project, name) for name in request.scenarios or project.own_names("scenarios", ".yaml")]
    if not scenarios:
        raise UsageError("there are no scenarios to run", place="scenarios/")
    asked = [task for scenario in scenarios for task in _tasks(scenario, request)]
    if not asked:
        raise UsageError(f"no scenario has the condition {' or '.join(map(repr, request.conditions))}")
    left_out = [LeftOut(scenario=s, condition=c, reason=reason) for (s, c), reason in _impossible(asked)]
    tasks = [task for task in asked if reason_against(task.plan, task.world) is None]
    for task in tasks:
        _check_faults(task.plan, task.world)
    if not tasks:
        raise InconclusiveError(f"nothing can be run in the {request.world} world: {left_out[0].reason}")
    results = dict(zip(map(_name, tasks), _execute(project, tasks, request.jobs, progress), strict=True))
    return _gather(scenarios, results, request).model_copy(update={"left_out": left_out})


def reason_against(plan: Plan, world: str) -> str | None:
    """Return why a condition cannot be run in ``world``; ``None`` when it can."""
    if world == "virtual":
        is_program = plan.scenario.subject.python is None
        return "its subject is a program of its own: add --world wire" if is_program else None
    return terms_of(plan.scenario, plan.condition).cannot


def _check_faults(plan: Plan, world: str) -> None:
    """Refuse to ask a world for a fault that it cannot do, where the condition does not say so itself."""
    for index, fault in enumerate(plan.terms.faults):
        try:
            fault.require(BackEnd(world))
        except BackEndError as error:
            message = f"{error.message}; leave the condition out with {world}: {{cannot: ...}}"
            place = f"conditions.{plan.condition}.faults[{index}]"
            raise UsageError(message, file=plan.scenario.file, place=place) from error


def _impossible(tasks: Sequence[_Task]) -> Iterator[tuple[tuple[str, str], str]]:
    for task in tasks:
        reason = reason_against(task.plan, task.world)
        if reason is not None:
            yield _name(task), reason


def _tasks(scenario: Scenario, request: Request) -> Iterator[_Task]:
    if request.conditions and len(request.scenarios) == 1:
        for name in request.conditions:
            scenario.condition(name)
    columns = {**scenario.workload.columns, **request.columns}
    rows = _rows(scenario, request.input, columns)
    for name in scenario.conditions:
        if request.conditions and name not in request.conditions:
            continue
        count = request.count or scenario.conditions[name].count or scenario.workload.count
        EventKeys(scenario, rows, count).check()
        out = request.out / scenario.name / name if request.out else None
        yield _Task(Plan(scenario, name, rows, count, request.seed), columns, out, request.world)


def _rows(scenario: Scenario, input_file: Path | None, columns: Mapping[str, str]) -> Rows:
    file = input_file or scenario.file.parent / scenario.workload.input
    return read_rows(file, columns, scenario.workload.fields)


def _name(task: _Task) -> tuple[str, str]:
    return task.plan.scenario.name, task.plan.condition


def _execute(project: Project, tasks: Sequence[_Task], jobs: int | None, progress: Progress) -> list[ConditionResult]:
    workers = min(jobs or os.cpu_count() or 1, len(tasks))
    if workers == 1:
        return [_in_process(project, task, progress) for task in tasks]
    _preload(project, tasks)
    context = multiprocessing.get_context("fork" if hasattr(os, "fork") else "spawn")
    with ProcessPoolExecutor(workers, context, _begin, (project, tasks)) as pool:
        return _collect(pool, tasks, progress)


def _preload(project: Project, tasks: Sequence[_Task]) -> None:
    """Load what every condition needs before processes are forked, so that it is done once."""
    for scenario in {task.plan.scenario.name: task.plan.scenario for task in tasks}.values():
        for choice in scenario.systems.values():
            dict(build(project, choice.use, SteppedClock(), Randomness(0)).credentials)
        if scenario.subject.python is not None:
            project.object(scenario.subject.python)


def _in_process(project: Project, task: _Task, progress: Progress) -> ConditionResult:
    progress(*_name(task), None)
    with _few_collections():
        result = run_task(project, task)
    progress(*_name(task), result)
    return result


def _collect(pool: ProcessPoolExecutor, tasks: Sequence[_Task], progress: Progress) -> list[ConditionResult]:
    """Run ``tasks`` in the pool, longest first, and return their results in the order of ``tasks``."""
    others = set(multiprocessing.active_children())
    order = sorted(range(len(tasks)), key=lambda index: -tasks[index].plan.count)
    futures: dict[Future[ConditionResult], int] = {}
    for index in order:
        futures[pool.submit(_in_worker, index)] = index
        progress(*_name(tasks[index]), None)
    results: dict[int, ConditionResult] = {}
    waiting = set(futures)
    workers = [worker for worker in multiprocessing.active_children() if worker not in others]
    try:
        while waiting:
            finished, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            for future in finished:
                index = futures[future]
                results[index] = future.result()
                progress(*_name(tasks[index]), results[index])
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        _interrupt(workers)
        raise
    return [results[index] for index in range(len(tasks))]


def _interrupt(workers: Iterable[BaseProcess]) -> None:
    """Have workers give up what they run, and clean up: nobody waits for it, and it may take minutes of real time."""
    for worker in workers:
        if worker.pid is not None and worker.is_alive():
            os.kill(worker.pid, signal.SIGINT)


@contextmanager
def _few_collections() -> Iterator[None]:
    """Have the garbage collector look less often.

    A run keeps what it makes (journal, records) until it is judged, so looking through all of it again and again finds
    nothing; it took 15 % of a run's time.
    """
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(*COLLECTION_THRESHOLDS)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


class _Worker:
    """What a process of the pool knows: its work, which was forked or sent once, and whether it is to stop.

    A queue with whole inputs in it, which nobody reads any more, would keep the pool from ending. An interrupt ends
    what is under way, and nothing is begun afterwards.
    """

    def __init__(self) -> None:
        self._work: tuple[Project, Sequence[_Task]] | None = None
        self._at_work = self._stopped = False

    def begin(self, project: Project, tasks: Sequence[_Task]) -> None:
        """Get ready."""
        end_with_parent()
        self._work = project, tasks
        signal.signal(signal.SIGINT, self._interrupt)
        gc.freeze()
        gc.set_threshold(*WORKER_COLLECTION_THRESHOLDS)

    def run(self, index: int) -> ConditionResult:
        """Run the task with this index.

        Raises:
            KeyboardInterrupt: the process was told to stop.
        """
        assert self._work is not None, "the pool begins with begin"
        project, tasks = self._work
        self._at_work = True
        try:
            if self._stopped:
                raise KeyboardInterrupt
            return run_task(project, tasks[index])
        finally:
            self._at_work = False

    def _interrupt(self, number: int, frame: object) -> None:
        self._stopped = True
        if self._at_work:
            _hush()
            raise KeyboardInterrupt


def _hush() -> None:
    """Say no more in this process: loops half made, tasks and coroutines that nobody awaits complain when they go."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), STANDARD_ERROR)


_WORKER = _Worker()


def _begin(project: Project, tasks: Sequence[_Task]) -> None:
    _WORKER.begin(project, tasks)


def _in_worker(index: int) -> ConditionResult:
    return _WORKER.run(index)


def run_task(project: Project, task: _Task) -> ConditionResult:
    """Run and judge one condition and leave its receipt, its journal and what its subject wrote behind."""
    try:
        run = RUNNERS[task.world](project, task.plan)
    except SubjectCrashed as error:  # the other conditions have subjects of their own
        run = run_not_begun(replace(task.plan, world=task.world), f"nothing was rehearsed: {error}")
    result = judge(run)
    if task.out is not None:
        _write(task, run, result, task.out)
        result = result.model_copy(update={"replay": replay_command(task.out)})
    run.journal.clear()
    return result


def _write(task: _Task, run: Run, result: ConditionResult, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    run.journal.write(out / "journal.jsonl")
    if task.world == "wire":
        _write_log(run, out / SUBJECT_LOG)
    receipt = receipt_of(run, result, task.columns, task.world)
    (out / NAME).write_text(receipt.model_dump_json(indent=2) + "\n")


def _write_log(run: Run, file: Path) -> None:
    """Keep what the subject's process wrote, reports aside; whoever reads it is not shown secrets."""
    text = "".join(f"{line}\n" for line in run.history.surfaces.get("log", ()))
    if text:
        file.write_text(without_secrets(text, run.history.settings.secrets))


def _gather(
    scenarios: Sequence[Scenario], results: Mapping[tuple[str, str], ConditionResult], request: Request
) -> RehearsalResult:
    judged = []
    for scenario in scenarios:
        conditions = [result for (name, _), result in results.items() if name == scenario.name]
        if not conditions:
            continue
        verdict, reasons = judge_scenario(scenario, conditions, complete=request.world == "virtual")
        judged.append(
            ScenarioResult(
                name=scenario.name,
                pattern=scenario.pattern,
                about=scenario.about,
                verdict=verdict,
                reasons=reasons,
                conditions=conditions,
            )
        )
    verdict = worst(scenario.verdict for scenario in judged)
    return RehearsalResult(
        verdict=verdict, seed=request.seed, version=windtunnel.__version__, world=request.world, scenarios=judged
    )
