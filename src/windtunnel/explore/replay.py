"""Running a schedule again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from windtunnel.content.project import Project
from windtunnel.kernel.errors import InconclusiveError
from windtunnel.scenario.judge import judge
from windtunnel.scenario.model import read
from windtunnel.scenario.receipt import file_digest
from windtunnel.scenario.result import ConditionResult
from windtunnel.world.asgi import SubjectCrashed

from .receipt import ExplorationReceipt
from .schedule import parse_schedule
from .search import plan_of
from .verdict import broken_in, judge_world
from .wire import explore_on_wire


def broken_under(
    scenario: Path, schedule: str, *, seed: int, events: int, rows: Path | None = None
) -> Mapping[str, str]:
    """Run a schedule with all of the scenario's patience and return what is broken, by name of the invariant.

    Args:
        scenario: the scenario's file; the project is the one around it.
        schedule: as JSON.
        seed: of the world.
        events: how many arrive.
        rows: file of rows, instead of the scenario's.

    Raises:
        UsageError: scenario, schedule or rows are wrong.
    """
    file = scenario.resolve()
    project = Project.around(file.parent)
    plan = plan_of(read(project, file), seed, events, rows)
    return judge_world(project, plan, parse_schedule(schedule), patient=True).broken


@dataclass(frozen=True)
class Replayed:
    """A receipt that was run again.

    Args:
        result: what came of it this time.
        broken: what is broken this time, by name of the invariant.
        same: whether the journal is the same.
    """

    result: ConditionResult
    broken: Mapping[str, str]
    same: bool


def replay(project: Project, receipt: ExplorationReceipt) -> Replayed:
    """Run what a receipt describes again.

    Raises:
        UsageError: the scenario or its input cannot be read.
        InconclusiveError: scenario or input have changed, or the world breaks down.
    """
    _require_unchanged(receipt)
    plan = plan_of(read(project, Path(receipt.scenario_file)), receipt.seed, receipt.count, Path(receipt.input))
    world = judge_world(project, plan, receipt.schedule, patient=True)
    if world.explored is None:
        raise InconclusiveError(f"the world broke down: {next(iter(world.broken.values()))}")
    result = judge(world.explored.run)
    return Replayed(result, world.broken, result.digest == receipt.digest)


@dataclass(frozen=True)
class ReplayedOnWire:
    """A receipt that was run over sockets.

    Args:
        result: what came of it there.
        broken: what is broken there, by name of the invariant.
        strikes: how often a fault of the schedule struck.
    """

    result: ConditionResult
    broken: Mapping[str, str]
    strikes: int


def replay_on_wire(project: Project, receipt: ExplorationReceipt) -> ReplayedOnWire:
    """Run what a receipt describes over sockets; no two journals are the same there, so what is broken is compared.

    Raises:
        UsageError: the schedule cannot be run there; the message says which part, and why.
        InconclusiveError: scenario or input have changed, or the subject does not start.
    """
    _require_unchanged(receipt)
    plan = plan_of(read(project, Path(receipt.scenario_file)), receipt.seed, receipt.count, Path(receipt.input))
    try:
        run = explore_on_wire(project, plan, receipt.schedule)
    except SubjectCrashed as error:
        raise InconclusiveError(f"nothing was rehearsed: {error}") from error
    return ReplayedOnWire(judge(run), broken_in(run), sum(fault.injected for fault in run.faults))


def _require_unchanged(receipt: ExplorationReceipt) -> None:
    for what, path, digest in (
        ("scenario", receipt.scenario_file, receipt.scenario_sha256),
        ("input", receipt.input, receipt.input_sha256),
    ):
        if file_digest(Path(path)) != digest:
            raise InconclusiveError(f"{path}: the {what} has changed since the receipt was written")
