"""The scenario passes, and catches a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.patterns.reconcile import assembly
from adapters.patterns.reconcile.records import TicketState, message_for
from adapters.patterns.reconcile.repair import Repairer
from windtunnel.content.project import Project
from windtunnel.scenario.rehearsal import Request, rehearse
from windtunnel.scenario.result import ConditionResult
from windtunnel.scenario.verdict import Verdict

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).resolve().parents[4]
NAME = "reconcile"


class HastyRepairer(Repairer):
    """Says what is missing without a look whether it has been said, under a key that nobody will recognise."""

    async def _say(self, ticket: TicketState) -> None:
        self._said = getattr(self, "_said", 0) + 1
        message = message_for(ticket, self._channel)
        posted = await self._chat.post(message.model_copy(update={"key": f"{message.key}/{self._said}"}))
        await self._note(ticket.id, posted.id)


def rehearsed(project: Project, condition: str) -> ConditionResult:
    """Run a condition of the scenario with few events."""
    return rehearse(project, Request((NAME,), (condition,), count=16, jobs=1)).scenarios[0].conditions[0]


@pytest.mark.parametrize("condition", ["outage", "half-done", "killed", "duplicate-and-reordered-deliveries"])
def test_the_reconciliation_passes(condition: str) -> None:
    """Under the conditions that matter most."""
    result = rehearsed(Project(ROOT), condition)
    assert result.verdict is Verdict.PASS, (result.reasons, [i for i in result.invariants if i.violated])


def test_a_repair_that_does_not_look_first_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By I02, in a project of its own whose adapter makes the mistake."""
    monkeypatch.setattr(assembly, "Repairer", HastyRepairer)
    for folder in ("adapters", "scenarios/inputs"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "adapters" / "hasty.py").write_text(
        'from adapters.patterns.reconcile.application import create\n\n__all__ = ["create"]\n'
    )
    scenario = (ROOT / "scenarios" / f"{NAME}.yaml").read_text()
    careful = "adapters.patterns.reconcile.application:create"
    assert careful in scenario
    (tmp_path / "scenarios" / f"{NAME}.yaml").write_text(scenario.replace(careful, "adapters.hasty:create"))
    rows = "inputs/reconcile_tickets.csv"
    (tmp_path / "scenarios" / rows).write_bytes((ROOT / "scenarios" / rows).read_bytes())
    result = rehearsed(Project(tmp_path), "duplicate-and-reordered-deliveries")
    assert result.verdict is Verdict.FAIL
    assert "no-duplicate-effect" in {each.name for each in result.invariants if each.verdict is Verdict.FAIL}
