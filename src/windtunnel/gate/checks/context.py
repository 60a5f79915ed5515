"""What every check is given."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote

from windtunnel.content.project import Project
from windtunnel.contract.document import Contract, Operation
from windtunnel.kernel.clock import SteppedClock
from windtunnel.kernel.errors import FileError, UsageError
from windtunnel.kernel.randomness import Randomness
from windtunnel.simulator.loader import contract_of, system_class
from windtunnel.simulator.system import System

from ..configuration import FILE, Gate, SystemTable
from ..findings import Finding, Level
from ..locations import lines_of

DESCRIPTION = "openapi.yaml"


@dataclass(frozen=True)
class Context:
    """One system under the gate.

    Args:
        project: where systems are found.
        root: the folder that paths of the configuration start from.
        gate: the configuration.
        system: the system's name.
        table: its configuration.
        today: the day on which dates are judged.
        target: a live system to call instead of the simulator; empty for the configuration's choice.
    """

    project: Project
    root: Path
    gate: Gate
    system: str
    table: SystemTable
    today: date
    target: str = ""

    @property
    def at(self) -> str:
        """The place of the system's table, for errors."""
        return f"gate.systems.{self.system}"

    @cached_property
    def contract(self) -> Contract:
        """The contract that traffic is judged by: the project's, else the file that the configuration names.

        Raises:
            UnknownNameError: neither exists.
            FileError: it is malformed.
        """
        if self._is_of_the_project or self.table.contract is None:
            return contract_of(self.project, self.system)
        return Contract.of_file(self.root / self.table.contract)

    @property
    def source(self) -> str:
        """Where the current description comes from, as ``windtunnel diff`` takes it."""
        if self.table.contract is not None:
            return self.table.contract
        return str(self.contract.file)

    def simulator(self) -> System:
        """Return a new simulator; the kit's own where nobody wrote one."""
        kind = system_class(self.project, self.system) if self._is_of_the_project else System
        return kind(self.contract, SteppedClock(), Randomness(self.gate.seed))

    @property
    def servable(self) -> str:
        """The system as ``windtunnel up`` takes it: a name, or the path of a description."""
        return self.system if self._is_of_the_project else str(self.contract.file)

    def files(self, patterns: tuple[str, ...], key: str) -> list[Path]:
        """Return the files that paths or patterns of the configuration name, in order and once.

        Raises:
            FileError: a path or pattern that names nothing.
        """
        found: dict[Path, None] = {}
        for pattern in patterns:
            matches = self._matching(pattern)
            if not matches:
                raise FileError(f"{pattern!r} names no file", file=self.root / FILE, place=f"{self.at}.{key}")
            found.update(dict.fromkeys(matches))
        return list(found)

    def shown(self, file: Path | str) -> str:
        """Return a file's path as reports show it: from the project's root where it lies in there."""
        path = Path(file)
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else str(path)

    def locations_of(self, operations: Iterable[Operation]) -> dict[str, dict[str, Any]]:
        """Return ``file`` and ``line`` of where the contract describes operations, by their ids."""
        pointers = {each.id: _pointer(self.contract.document, each) for each in operations}
        text = self.contract.file.read_text(encoding="utf-8", errors="replace") if pointers else ""
        lines, shown = lines_of(text, pointers.values()), self.shown(self.contract.file)
        return {name: {"file": shown, "line": lines[pointer]} for name, pointer in pointers.items()}

    def finding(self, check: str, code: str, level: Level, message: str, **more: Any) -> Finding:
        """Return a finding about this system."""
        return Finding(code=code, level=level, check=check, system=self.system, message=message, **more)

    def in_order(self, operations: Mapping[str, Any]) -> Iterator[str]:
        """Return operationIds in an order that the seed decides, so that a short time is spent on all in turn."""
        return iter(sorted(operations, key=lambda name: hashlib.sha256(f"{self.gate.seed} {name}".encode()).digest()))

    @property
    def _is_of_the_project(self) -> bool:
        return self.project.find("contracts", self.system, DESCRIPTION) is not None

    def _matching(self, pattern: str) -> list[Path]:
        if Path(pattern).is_absolute() or ".." in Path(pattern).parts:
            raise UsageError(f"{pattern!r} leads out of the project", file=self.root / FILE, place=self.at)
        return sorted(path for path in self.root.glob(pattern) if path.is_file())


def _pointer(document: Mapping[str, Any], operation: Operation) -> str:
    """Return where a document describes an operation; the path as it is written, without the server's."""
    method = operation.method.lower()
    for path, item in document.get("paths", {}).items():
        if isinstance(item, Mapping) and item.get(method) is operation.raw:
            return f"#/paths/{quote(path.replace('~', '~0').replace('/', '~1'))}/{method}"
    return "#/paths"
