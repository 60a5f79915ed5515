"""The README's table of systems, made from contracts and ledgers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from windtunnel.content.project import Project
from windtunnel.contract.fidelity import Evidence, read_ledger
from windtunnel.simulator.coverage import Status, counts, coverage
from windtunnel.simulator.loader import contract_of, system_class

README = Path(__file__).resolve().parents[3] / "README.md"
BEGIN, END = "<!-- systems: made by `make ledger` -->", "<!-- end of systems -->"
HEAD = (
    "| system | roles | version | operations | answers 501 | described | client | fuzzed | errors | quota | assumed |",
    "|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|",
)


def table(project: Project) -> str:
    """Return the table, between its marks."""
    return "\n".join([BEGIN, *HEAD, *_rows(project), END])


def write_table(project: Project) -> None:
    """Put the table into the README."""
    text = README.read_text()
    README.write_text(re.sub(f"{re.escape(BEGIN)}.*?{re.escape(END)}", lambda _: table(project), text, flags=re.DOTALL))


def _rows(project: Project) -> Iterator[str]:
    for name in project.names("contracts"):
        ledger = read_ledger(project.require("contracts", name, kind="system"))
        if ledger is None:
            continue
        contract = contract_of(project, name)
        found = counts(coverage(system_class(project, name), contract))
        evidence = [ledger.count(kind) for kind in Evidence]
        numbers = (sum(found.values()), found[Status.NOT_BUILT], *evidence, len(ledger.assumed))
        roles, version = ", ".join(contract.profile.roles), contract.profile.api_version.pinned
        yield f"| {contract.profile.title} | {roles} | {version} | {' | '.join(map(str, numbers))} |"
