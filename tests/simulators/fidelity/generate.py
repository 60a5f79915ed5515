"""Writes the fidelity ledgers and the README's table of systems.

    python -m tests.simulators.fidelity.generate EVIDENCE DESCRIPTIONS

EVIDENCE is what ``tests.simulators.fidelity.witness`` wrote. DESCRIPTIONS is a folder with the vendors' published
descriptions, one folder per system; where it lacks a system, its ledger keeps what it knew.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from windtunnel.content.project import Project
from windtunnel.contract.document import Contract
from windtunnel.contract.fidelity import NAME, Evidence, Ledger, read_ledger
from windtunnel.gate.running import Wanted, run_gate
from windtunnel.simulator.loader import contract_of

from .descriptions import DESCRIPTIONS, is_described, routes_of
from .table import write_table
from .witness import Met, Witness, as_json

ROOT = Path(__file__).resolve().parents[3]
CLIENTS: Mapping[str, str] = {
    "anthropic": "anthropic",
    "netsuite": "netsuite",
    "openai": "openai",
    "salesforce": "simple-salesforce",
    "slack": "slack_sdk",
    "zendesk": "zenpy",
}
"""By system: the vendor's client library, or the one that is used in its stead."""
SECONDS_MAX = 240


def main(evidence_file: str, descriptions: str) -> None:
    """Write every ledger, then the table."""
    project = Project(ROOT)
    evidence: dict[str, dict[str, list[str]]] = json.loads(Path(evidence_file).read_text())
    for system in CLIENTS:
        contract = contract_of(project, system)
        met = _united(evidence.get(system, {}), as_json(fuzzed(project, system)).get(system, {}))
        ledger = ledger_of(contract, met, Path(descriptions) / system)
        folder = ROOT / "contracts" / system
        (folder / NAME).write_text(json.dumps(ledger.model_dump(mode="json"), indent=1) + "\n")
    write_table(project)


def fuzzed(project: Project, system: str) -> Met:
    """Send requests generated from the contract to a system and return what they met."""
    witness = Witness()
    witness.file = "test_contract.py"
    witness.attach()
    settings = f"[gate.conformance]\nseconds = {SECONDS_MAX}\n[gate.systems.{system}]\nconformance = true\n"
    try:
        with tempfile.TemporaryDirectory() as folder:
            (Path(folder) / "windtunnel.toml").write_text(settings)
            run_gate(project, Path(folder), Wanted((system,), ("conformance",)), date.today())
    finally:
        witness.detach()
    return witness.met


def ledger_of(contract: Contract, met: Mapping[str, list[str]], folder: Path) -> Ledger:
    """Return a ledger of everything that ``met`` and the published description speak for."""
    before = read_ledger(ROOT / "contracts" / contract.system)
    described = described_in(contract, folder, before)
    return Ledger(
        system=contract.system,
        description=", ".join(DESCRIPTIONS[contract.system].files) if contract.system in DESCRIPTIONS else "",
        client=CLIENTS[contract.system],
        operations={
            name: tuple(
                kind
                for kind in Evidence
                if kind.value in met.get(name, ()) or (kind is Evidence.DESCRIBED and name in described)
            )
            for name in contract.operations
        },
    )


def described_in(contract: Contract, folder: Path, before: Ledger | None) -> set[str]:
    """Return the operations that the published description has, or those that the ledger before knew of."""
    description = DESCRIPTIONS.get(contract.system)
    if description is None:
        return set()
    if folder.is_dir():
        routes = routes_of(description, folder)
        return {operation.id for operation in contract.operations.values() if is_described(operation, routes)}
    known: Mapping[str, Any] = before.operations if before else {}
    return {name for name, found in known.items() if Evidence.DESCRIBED in found}


def _united(one: Mapping[str, list[str]], other: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {name: sorted({*one.get(name, ()), *other.get(name, ())}) for name in {*one, *other}}


if __name__ == "__main__":
    main(*sys.argv[1:])
