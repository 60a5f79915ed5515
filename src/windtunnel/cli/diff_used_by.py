"""Whom a diff is narrowed to: an adapter that is run, or what one was seen to use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from windtunnel.contract.diff.usage import Usage
from windtunnel.gate.probes import Probe, probes_of
from windtunnel.gate.usage import usage_by_running
from windtunnel.gate.usage_file import read_usage
from windtunnel.kernel.errors import UnknownNameError, UsageError

from .projects import open_project


@dataclass(frozen=True)
class Consumer:
    """Whom findings are narrowed to.

    Args:
        used_by: system whose probes are run, or the folder or file of its adapter; empty for a stored file.
        reads: a file that ``windtunnel drift`` wrote.
        project: root of the project; ``None`` for the one around the current folder.
    """

    used_by: str | None = None
    reads: Path | None = None
    project: Path | None = None


def usage_of(consumer: Consumer) -> Usage | None:
    """Return what the consumer uses; ``None`` when nobody was named.

    Raises:
        UsageError: both were given, the name is unknown, or the file is wrong.
        InconclusiveError: a probe fails.
    """
    if consumer.reads is not None:
        if consumer.used_by is not None:
            raise UsageError("give one of --used-by and --reads: both say what is used", place="--reads")
        return read_usage(consumer.reads)
    if consumer.used_by is None:
        return None
    project = open_project(consumer.project)
    probes = probes_of(project)
    system = _system(consumer.used_by, probes)
    return usage_by_running(project, system, probes[system])


def _system(name: str, probes: Mapping[str, Sequence[Probe]]) -> str:
    """Return the system that a name or a path of its adapter stands for."""
    if name in probes:
        return name
    parts = Path(name).with_suffix("").parts if Path(name).exists() else ()
    found = next((part for part in reversed(parts) if part in probes), None)
    if found is None:
        raise UnknownNameError("system with probes", name, probes, place="--used-by")
    return found
