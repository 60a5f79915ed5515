"""``windtunnel systems``: what there is, and how much of it is simulated."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from rich.table import Table

from windtunnel.content.project import Project
from windtunnel.contract.fidelity import Evidence, Ledger, read_ledger
from windtunnel.report.console import open_console
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
    open_console().print(table)
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
                **_evidence(_ledger(project, name), contract.operations),
            }
        )
    return rows


def _ledger(project: Project, name: str) -> Ledger | None:
    return read_ledger(project.require("contracts", name, kind="system"))


def _evidence(ledger: Ledger | None, operations: Iterable[str]) -> dict[str, object]:
    """Return how many operations there is evidence for, by its kind; a dash where nobody looked."""
    if ledger is None:
        return dict.fromkeys([*(kind.value for kind in Evidence), "assumed"], "-")
    counted = {kind.value: ledger.count(kind) for kind in Evidence}
    return {**counted, "assumed": len(ledger.assumed) + len(ledger.missing(operations))}


def _operations(project: Project, name: str) -> list[dict[str, object]]:
    contract, ledger = contract_of(project, name), _ledger(project, name)
    return [
        {"operation": row.operation, "status": row.status.value, "evidence": _told(ledger, row.operation)}
        for row in coverage(system_class(project, name), contract)
    ]


def _told(ledger: Ledger | None, operation: str) -> str:
    if ledger is None or operation not in ledger.operations:
        return "-"
    return ", ".join(kind.value for kind in ledger.operations[operation]) or "assumed"
