"""``windtunnel run``: rehearse, print the table, leave the reports."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass
from pathlib import Path

from windtunnel.kernel.errors import NotBuiltError, UnknownNameError, UsageError
from windtunnel.report import write_reports
from windtunnel.report.progress import show_progress
from windtunnel.report.table import print_table
from windtunnel.scenario.rehearsal import Request, rehearse
from windtunnel.scenario.result import summary
from windtunnel.scenario.verdict import EXIT_CODES

from .projects import open_project

WORLDS = ("virtual", "wire", "staging")


@dataclass(frozen=True)
class RunRequest:
    """What was asked for on the command line."""

    scenarios: tuple[str, ...]
    conditions: tuple[str, ...]
    seed: int
    count: int | None
    input: Path | None
    columns: tuple[str, ...]
    world: str
    out: Path
    jobs: int | None
    as_json: bool
    project: Path | None


def run_scenarios(request: RunRequest) -> int:
    """Run what was asked for and return the exit code.

    Raises:
        UsageError: a name, a file or an option is wrong.
        NotBuiltError: the staging world.
    """
    if request.world not in WORLDS:
        raise UnknownNameError("world", request.world, WORLDS, place="--world")
    if request.world == "staging":
        raise NotBuiltError("scenarios cannot be run in the staging world yet; use virtual or wire")
    project = open_project(request.project)
    rehearsal = Request(
        scenarios=request.scenarios,
        conditions=request.conditions,
        seed=request.seed,
        count=request.count,
        input=request.input,
        columns=_columns(request.columns),
        out=request.out,
        jobs=request.jobs,
        world=request.world,
    )
    with show_progress(visible=not request.as_json and sys.stderr.isatty()) as progress:
        result = rehearse(project, rehearsal, progress)
    files = write_reports(result, request.out)
    if request.as_json:
        print(json.dumps(summary(result)))
    else:
        print_table(result, files)
    return EXIT_CODES[result.verdict]


def _columns(texts: tuple[str, ...]) -> dict[str, str]:
    columns = {}
    for text in texts:
        field, equals, column = text.partition("=")
        if not equals or not field or not column:
            raise UsageError(f"{text!r} is not FIELD=COLUMN", place="--column")
        columns[field] = column
    return columns
