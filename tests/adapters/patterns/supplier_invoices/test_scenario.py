"""The scenario passes, and catches mistakes."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest

from adapters.patterns.supplier_invoices import assembly
from adapters.patterns.supplier_invoices.ledger import Entry, HeldEntry, Ledger
from adapters.patterns.supplier_invoices.records import Receipt
from windtunnel.content.project import Project
from windtunnel.kernel.journal import Kind
from windtunnel.scenario.judge import judge
from windtunnel.scenario.model import load
from windtunnel.scenario.rehearsal import Request, rehearse
from windtunnel.scenario.result import ConditionResult
from windtunnel.scenario.stage import Plan
from windtunnel.scenario.verdict import Verdict
from windtunnel.scenario.virtual_run import run_condition
from windtunnel.scenario.workload import read_rows

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).resolve().parents[4]
INPUT = "inputs/supplier_receipts.jsonl"
CREATE = "adapters.patterns.supplier_invoices.application:create"


def rehearsed(project: Project, condition: str, count: int | None = 30) -> ConditionResult:
    """Run a condition of the scenario."""
    return (
        rehearse(project, Request(("supplier-invoices",), (condition,), count=count, jobs=1)).scenarios[0].conditions[0]
    )


def violated(result: ConditionResult) -> set[str]:
    """Names of the invariants that do not hold."""
    return {each.name for each in result.invariants if each.verdict is Verdict.FAIL}


def careless(tmp_path: Path) -> Project:
    """A project whose adapters folder has the service as it is now, mistakes included."""
    for folder in ("adapters", "scenarios/inputs"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "adapters" / "careless.py").write_text(
        f'from {CREATE.partition(":")[0]} import create\n\n__all__ = ["create"]\n'
    )
    scenario = (ROOT / "scenarios" / "supplier-invoices.yaml").read_text()
    assert CREATE in scenario
    (tmp_path / "scenarios" / "supplier-invoices.yaml").write_text(scenario.replace(CREATE, "adapters.careless:create"))
    (tmp_path / "scenarios" / INPUT).write_bytes((ROOT / "scenarios" / INPUT).read_bytes())
    return Project(tmp_path)


@pytest.mark.parametrize("condition", ["calm", "answers-lost", "worker-killed", "killed-in-an-outage", "poison"])
def test_the_scenario_passes(condition: str) -> None:
    """Under the conditions that matter most."""
    result = rehearsed(Project(ROOT), condition)
    assert result.verdict is Verdict.PASS, (result.reasons, violated(result), [s for s in result.slo if not s.ok])


def test_340_invoices_wait_for_the_erp_and_post_by_themselves() -> None:
    """Each once, none lost; those that do not fit their order end with a person."""
    project = Project(ROOT)
    scenario = load(project, "supplier-invoices")
    rows = read_rows(ROOT / "scenarios" / INPUT, {})
    plan = Plan(scenario, "erp-down-4h", rows, scenario.conditions["erp-down-4h"].count or 0, seed=1)
    run = run_condition(project, plan)
    assert judge(run).verdict is Verdict.PASS
    effects = [event for event in run.history.of(Kind.EFFECT) if event.data["outcome"] == "posted"]
    posted = Counter(event.key for event in effects)
    assert len(posted) == 340
    assert set(posted.values()) == {1}
    assert set(posted) <= set(run.history.dead_letters)
    assert min(event.at for event in effects) >= run.history.settings.heals["erp"]
    assert [event.data["wrong"] for event in effects if event.data["wrong"]] == []
    expected = [row["expected"] for row in rows.rows]
    assert (expected.count("posted"), len(expected)) == (340, 349)
    assert len(run.history.reviews) == 9


class ImpatientLedger(Ledger):
    """Brings the newest back first, and lets it pass."""

    async def earlier_open(self, entry: Entry) -> bool:
        """Nobody comes first."""
        return False

    async def held_in_turn(self, system: str, limit: int) -> list[HeldEntry]:
        """The newest first."""
        return list(reversed(await super().held_in_turn(system, 1000)))[:limit]


def test_receipts_that_pass_earlier_ones_are_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By I21, when all that waited for the ERP comes back."""
    monkeypatch.setattr(assembly, "Ledger", ImpatientLedger)
    result = rehearsed(careless(tmp_path), "erp-down-4h", count=100)
    assert result.verdict is Verdict.FAIL
    assert "order-per-key" in violated(result)


class ForgetfulLedger(Ledger):
    """Says that it has a receipt without writing it down, at times."""

    async def accept(self, receipt: Receipt) -> bool:
        """Take a receipt over, or only say so."""
        if json.dumps(receipt.id).endswith(('3"', '6"', '9"')):
            return True
        return await super().accept(receipt)


def test_a_receipt_that_is_not_written_down_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By I01: it was accepted and came to nothing."""
    monkeypatch.setattr(assembly, "Ledger", ForgetfulLedger)
    result = rehearsed(careless(tmp_path), "calm")
    assert result.verdict is Verdict.FAIL
    assert "no-lost-event" in violated(result)
