"""The scenario passes, and catches a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.patterns.document_intake import assembly
from adapters.patterns.document_intake.sweep import Sweeper
from windtunnel.content.project import Project
from windtunnel.scenario.rehearsal import Request, rehearse
from windtunnel.scenario.result import ConditionResult
from windtunnel.scenario.verdict import Verdict

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).resolve().parents[4]
NAME = "document-intake"


class TrustingSweeper(Sweeper):
    """Believes that every document is delivered."""

    async def sweep(self) -> int:
        """Look at nothing."""
        return 0


def rehearsed(project: Project, condition: str) -> ConditionResult:
    """Run a condition of the scenario with few events."""
    return rehearse(project, Request((NAME,), (condition,), count=16, jobs=1)).scenarios[0].conditions[0]


@pytest.mark.parametrize(
    "condition",
    ["killed-and-back-filled", "duplicate-and-reordered-deliveries", "forged-deliveries", "answers-lost"],
)
def test_the_intake_passes(condition: str) -> None:
    """Under the conditions that matter most."""
    result = rehearsed(Project(ROOT), condition)
    assert result.verdict is Verdict.PASS, (result.reasons, [i for i in result.invariants if i.violated])


def test_an_intake_that_trusts_deliveries_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By I01, in a project of its own whose adapter makes the mistake."""
    monkeypatch.setattr(assembly, "Sweeper", TrustingSweeper)
    for folder in ("adapters", "scenarios/inputs"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "adapters" / "trusting.py").write_text(
        'from adapters.patterns.document_intake.application import create\n\n__all__ = ["create"]\n'
    )
    scenario = (ROOT / "scenarios" / f"{NAME}.yaml").read_text()
    careful = "adapters.patterns.document_intake.application:create"
    assert careful in scenario
    (tmp_path / "scenarios" / f"{NAME}.yaml").write_text(scenario.replace(careful, "adapters.trusting:create"))
    rows = "inputs/document_arrivals.jsonl"
    (tmp_path / "scenarios" / rows).write_bytes((ROOT / "scenarios" / rows).read_bytes())
    result = rehearsed(Project(tmp_path), "killed-and-back-filled")
    assert result.verdict is Verdict.FAIL
    assert "no-lost-event" in {each.name for each in result.invariants if each.verdict is Verdict.FAIL}
