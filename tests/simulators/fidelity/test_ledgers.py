"""The ledgers speak of the operations that there are."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.content.project import Project
from windtunnel.contract.fidelity import Evidence, read_ledger
from windtunnel.simulator.loader import contract_of

from .descriptions import DESCRIPTIONS
from .generate import CLIENTS, ROOT, described_in
from .table import README, table

PROJECT = Project(ROOT)
PUBLISHED = ROOT.parent / "shared" / "specs"


@pytest.mark.parametrize("system", CLIENTS)
def test_a_ledger_has_every_operation_of_its_contract(system: str) -> None:
    """And no other: `make ledger` after an operation was added."""
    ledger = read_ledger(ROOT / "contracts" / system)
    assert ledger is not None
    assert list(ledger.operations) == list(contract_of(PROJECT, system).operations)


@pytest.mark.parametrize("system", CLIENTS)
def test_a_vendor_s_client_was_answered(system: str) -> None:
    """A ledger without a client's session would be one of descriptions only."""
    ledger = read_ledger(ROOT / "contracts" / system)
    assert ledger is not None
    assert ledger.count(Evidence.CLIENT) > 0
    assert ledger.count(Evidence.QUOTA) > 0


@pytest.mark.parametrize("system", DESCRIPTIONS)
def test_what_a_ledger_calls_described_is(system: str) -> None:
    """Where the published description is at hand."""
    folder = PUBLISHED / system
    if not folder.is_dir():
        pytest.skip(f"the published description of {system} is not at hand")
    ledger = read_ledger(ROOT / "contracts" / system)
    assert ledger is not None
    found = described_in(contract_of(PROJECT, system), folder, None)
    assert {name for name, kinds in ledger.operations.items() if Evidence.DESCRIBED in kinds} == found


def test_the_readme_tells_what_the_ledgers_say() -> None:
    """`make ledger` writes both."""
    assert table(PROJECT) in README.read_text()


def test_generated_files_are_where_they_belong() -> None:
    """One ledger for each system that has a client."""
    assert {path.parent.name for path in Path(ROOT / "contracts").glob("*/fidelity.json")} == set(CLIENTS)
