"""``windtunnel gate``: the contract gate of continuous integration."""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from windtunnel.content.project import Project
from windtunnel.gate.configuration import FILE
from windtunnel.gate.outputs import FORMATS
from windtunnel.gate.running import Wanted, run_gate, update_baseline
from windtunnel.kernel.errors import FileError, UnknownNameError, UsageError

from .projects import open_project

DAYS_DEFAULT = 90
_DAYS = re.compile(r"(\d{1,4})d")


@dataclass(frozen=True)
class GateRequest:
    """What was asked for on the command line."""

    systems: tuple[str, ...]
    checks: tuple[str, ...]
    target: str | None
    formats: tuple[str, ...]
    update_baseline: bool
    owner: str | None
    reason: str | None
    expires: str | None
    project: Path | None


def gate(request: GateRequest) -> int:
    """Run the gate, write its outputs, and return its exit code; 0 after the baseline was updated.

    Raises:
        UsageError: an option, the configuration or a file is wrong.
    """
    outputs = [_output(text) for text in request.formats or ("text",)]
    today = datetime.now(UTC).date()
    expires = _expires(request.expires, today)
    if request.update_baseline and not (request.owner and request.reason):
        raise UsageError("what is accepted has an owner and a reason: --owner, --reason", place="--update-baseline")
    project = open_project(request.project)
    wanted = Wanted(request.systems, request.checks, request.target or "")
    run = run_gate(project, root_of(project, request.project), wanted, today)
    for name, file in outputs:
        _write(FORMATS[name](run.report), file)
    if request.update_baseline and request.owner and request.reason:
        count = update_baseline(run, owner=request.owner, reason=request.reason, expires=expires)
        print(f"{run.file}: {count} accepted findings", file=sys.stderr)
        return 0 if run.report.exit_code == 1 else run.report.exit_code
    return run.report.exit_code


def root_of(project: Project, given: Path | None) -> Path:
    """Return the folder of ``windtunnel.toml``: the one that was given, else the nearest upward, else the project's."""
    if given is not None:
        return given.resolve()
    here = Path.cwd()
    return next((folder for folder in (here, *here.parents) if (folder / FILE).is_file()), project.roots[0])


def _output(text: str) -> tuple[str, Path | None]:
    name, equals, file = text.partition("=")
    if name not in FORMATS:
        raise UnknownNameError("format", name, FORMATS, place="--format")
    if equals and not file:
        raise UsageError(f"{text!r} is not FORMAT=FILE", place="--format")
    return name, Path(file) if file else None


def _write(text: str, file: Path | None) -> None:
    if file is None:
        sys.stdout.write(text)
        return
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise FileError(f"cannot be written: {error.strerror}", file=file) from error


def _expires(text: str | None, today: date) -> date:
    days = _DAYS.fullmatch(text or f"{DAYS_DEFAULT}d")
    if days:
        return today + timedelta(days=int(days[1]))
    try:
        day = date.fromisoformat(text or "")
    except ValueError as error:
        raise UsageError(f"{text!r} is neither a date (2027-01-31) nor days (90d)", place="--expires") from error
    if day < today:
        raise UsageError(f"{text} is in the past", place="--expires")
    return day
