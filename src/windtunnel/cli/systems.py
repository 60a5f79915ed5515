"""``windtunnel systems``: what there is, and how much of it is simulated."""

from __future__ import annotations

import json
from pathlib import Path

from rich.console import Console
from rich.table import Table

from windtunnel.content.project import Project
from windtunnel.simulator.coverage import coverage
from windtunnel.simulator.loader import contract_of, system_class

from .projects import open_project


def list_systems(*, as_json: bool, coverage_of: str | None, project: Path | None) -> int:
    """Print the systems of the project, or the operations of one.

    Raises:
        UnknownNameError: there is no such system.
        FileError: a contract is malformed.
    """
    opened = open_project(project)
    rows = _operations(opened, coverage_of) if coverage_of else _systems(opened)
    if as_json:
        print(json.dumps(rows))
        return 0
    table = Table(*(rows[0] if rows else ("system",)), box=None, pad_edge=False)
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    Console().print(table)
    return 0


def _systems(project: Project) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for name in project.names("contracts"):
        contract = contract_of(project, name)
        statuses = [row.status.value for row in coverage(system_class(project, name), contract)]
        rows.append(
            {
                "system": name,
                "title": contract.profile.title,
                "roles": ", ".join(contract.profile.roles),
                "version": contract.profile.api_version.pinned,
                "operations": len(statuses),
                "bound": statuses.count("bound"),
                "inferred": statuses.count("inferred"),
                "not built": statuses.count("not built"),
            }
        )
    return rows


def _operations(project: Project, name: str) -> list[dict[str, object]]:
    contract = contract_of(project, name)
    return [
        {"operation": row.operation, "status": row.status.value}
        for row in coverage(system_class(project, name), contract)
    ]
