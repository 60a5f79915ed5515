"""``windtunnel explore``: search for a schedule of faults that breaks an invariant."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from windtunnel.explore.halt import Halt
from windtunnel.explore.pytest_file import FILE_NAME
from windtunnel.explore.receipt import leave
from windtunnel.explore.search import Exploration, Finding, Request, explore
from windtunnel.kernel.errors import EXIT_INTERRUPTED
from windtunnel.scenario.receipt import replay_command

from .projects import open_project


@dataclass(frozen=True)
class ExploreRequest:
    """What was asked for on the command line."""

    scenario: str
    budget: int
    seconds: float | None
    jobs: int | None
    seed: int
    events: int
    kinds: tuple[str, ...]
    keep_going: bool
    input: Path | None
    database: Path | None
    out: Path
    as_json: bool
    project: Path | None


def explore_scenario(request: ExploreRequest) -> int:
    """Search, and return 1 when something was found, 3 when nothing bit, else 0; 130 when it was interrupted.

    What was found until an interrupt is told and left behind as ever.

    Raises:
        UsageError: a name, a file or an option is wrong.
        EscapeError: the subject reached for a socket, a thread or the machine's clock.
    """
    asked = Request(
        scenario=request.scenario,
        budget=request.budget,
        seconds=request.seconds,
        jobs=request.jobs,
        seed=request.seed,
        events=request.events,
        kinds=request.kinds,
        keep_going=request.keep_going,
        input=request.input,
        database=request.database,
    )
    visible = not request.as_json and sys.stderr.isatty()
    console, halt = Console(stderr=True), Halt()
    with halt.on_interrupt(), console.status("exploring") as status:
        result = explore(open_project(request.project), asked, status.update if visible else lambda _: None, halt)
    folders = [_leave(result, finding, request.out) for finding in result.findings]
    if request.as_json:
        print(json.dumps(_summary(result, folders)))
    else:
        _tell(result, folders)
    return exit_code(result)


def exit_code(result: Exploration) -> int:
    """Return 130 for a search that was interrupted, 1 for findings, 3 when no fault struck, else 0."""
    if result.halted:
        return EXIT_INTERRUPTED
    if result.findings:
        return 1
    return 0 if result.strikes else 3


def _leave(result: Exploration, finding: Finding, out: Path) -> Path:
    folder = out / result.scenario.name / "explore" / finding.invariant
    leave(finding, folder)
    return folder


def _replay_of(finding: Finding, folder: Path) -> str:
    """Return the command that runs a finding again; a world that broke down has no receipt, but a test."""
    return replay_command(folder) if finding.world.explored is not None else f"pytest {folder / FILE_NAME}"


def _summary(result: Exploration, folders: Sequence[Path]) -> dict[str, Any]:
    return {
        "scenario": result.scenario.name,
        "seed": result.plan.seed,
        "events": result.plan.count,
        "worlds": result.worlds,
        "interrupted": result.halted,
        "seconds": round(result.seconds, 3),
        "shrinking": {"worlds": result.shrinking, "seconds": round(result.shrinking_seconds, 3)},
        "strikes": result.strikes,
        "findings": [
            {
                "invariant": finding.invariant,
                "broken": dict(finding.world.broken),
                "faults": finding.schedule.faults,
                "faults_drawn": finding.drawn,
                "after_worlds": finding.after_worlds,
                "known": finding.known,
                "schedule": finding.schedule.model_dump(mode="json", exclude_defaults=True),
                "pytest": str(folder / FILE_NAME),
                "replay": _replay_of(finding, folder),
            }
            for finding, folder in zip(result.findings, folders, strict=True)
        ],
        "unconfirmed": result.unconfirmed,
        "healed": [str(file) for file in result.healed],
        "coverage": [
            {"role": row.role, "operation": row.operation, "strikes": row.strikes}
            for row in result.coverage.table(result.menu)
        ],
        "never_struck": [list(cell) for cell in result.coverage.missing(result.menu)],
    }


def _tell(result: Exploration, folders: Sequence[Path]) -> None:
    console = Console(soft_wrap=True, highlight=False)
    for finding, folder in zip(result.findings, folders, strict=True):
        for line in _told(finding, folder):
            console.print(escape(line))
    console.print("strikes on the first request for an event / on a repeated one:")
    for row in result.coverage.table(result.menu):
        console.print(f"  {escape(str(row))}")
    for line in _closing(result):
        console.print(escape(line))


def _told(finding: Finding, folder: Path) -> Iterator[str]:
    yield f"{finding.invariant} is broken: {finding.world.broken[finding.invariant]}"
    for line in finding.schedule.lines() or ["nothing at all goes wrong"]:
        yield f"  {line}"
    for name, message in finding.world.broken.items():
        if name != finding.invariant:
            yield f"  also {name}: {message}"
    source = "a known failure" if finding.known else f"after {finding.after_worlds} worlds"
    yield f"  {source}, made small from {finding.drawn} faults to {finding.schedule.faults}"
    yield f"  replay: {_replay_of(finding, folder)}"
    yield f"  test:   {folder / FILE_NAME}"


def _closing(result: Exploration) -> Iterator[str]:
    cells, missing = len(result.menu.cells()), len(result.coverage.missing(result.menu))
    rate = result.worlds / result.seconds if result.seconds > 0 else 0.0
    yield f"{result.worlds} worlds in {result.seconds:.1f} s ({rate:.0f}/s), {result.strikes} strikes"
    if result.halted:
        yield "interrupted: the search is not complete"
    yield f"{cells - missing} of {cells} (fault, operation, phase) struck"
    for name, count in result.unconfirmed.items():
        yield f"{name} looked broken {count} times and was not, given the scenario's quiet time"
    for file in result.healed:
        yield f"{file} breaks nothing any more"
    if not result.findings:
        yield "nothing was found" if result.strikes else "INCONCLUSIVE: no fault ever struck"
