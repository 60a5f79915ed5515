"""The scenario passes, and catches a mistake."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from adapters.inbound.job import NewJob
from adapters.patterns.purchase_history import capture
from adapters.ports.warehouse import Purchase
from windtunnel.content.project import Project
from windtunnel.scenario.rehearsal import Request, rehearse
from windtunnel.scenario.result import ConditionResult
from windtunnel.scenario.verdict import Verdict

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).resolve().parents[4]


def rehearsed(project: Project, condition: str, out: Path | None = None) -> ConditionResult:
    """Run a condition of the scenario with few events."""
    request = Request(("purchase-history",), (condition,), count=30, jobs=1, out=out)
    return rehearse(project, request).scenarios[0].conditions[0]


@pytest.mark.parametrize("condition", ["calm", "answers-lost", "killed", "quota-cut", "chat-answer-wrapped"])
def test_the_purchase_history_passes(condition: str) -> None:
    """Under the conditions that matter most."""
    result = rehearsed(Project(ROOT), condition)
    assert result.verdict is Verdict.PASS, (result.reasons, [i for i in result.invariants if i.violated])


def test_a_stalled_replica_is_refused_and_nothing_is_lost(tmp_path: Path) -> None:
    """Callers are told to come back, for as long as it is too old, and are served in the end."""
    result = rehearsed(Project(ROOT), "replica-stalls", tmp_path)
    assert result.verdict is Verdict.PASS, (result.reasons, [i for i in result.invariants if i.violated])
    journal = tmp_path / "purchase-history" / "replica-stalls" / "journal.jsonl"
    calls = [event for line in journal.read_text().splitlines() if (event := json.loads(line))["data"].get("ended")]
    refused = [call for call in calls if call["data"]["status"] == 503]
    served = [call for call in calls if call["data"]["status"] == 200]
    assert refused
    assert len(served) == 30
    start = min(call["at"] for call in calls)
    stalled = [call["at"] - start for call in refused]
    assert 20.0 < min(stalled) < max(stalled) < 140.0


def forgetful_job(purchase: Purchase, channel: str) -> NewJob:
    """Tell a customer's first change only: what came later has the same key."""
    job = careful_job(purchase, channel)
    return NewJob(f"{capture.TELL}:{purchase.customer_id}", job.kind, job.lane, job.payload)


careful_job = capture.tell_job


def test_a_change_that_is_taken_for_an_old_one_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By I01, in a project of its own whose adapter makes the mistake."""
    monkeypatch.setattr(capture, "tell_job", forgetful_job)
    for folder in ("adapters", "scenarios/inputs"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "adapters" / "forgetful.py").write_text(
        'from adapters.patterns.purchase_history.application import create\n\n__all__ = ["create"]\n'
    )
    text = (ROOT / "scenarios" / "purchase-history.yaml").read_text()
    careful = "adapters.patterns.purchase_history.application:create"
    assert careful in text
    (tmp_path / "scenarios" / "purchase-history.yaml").write_text(text.replace(careful, "adapters.forgetful:create"))
    rows = "inputs/purchase_history.csv"
    (tmp_path / "scenarios" / rows).write_bytes((ROOT / "scenarios" / rows).read_bytes())
    result = rehearsed(Project(tmp_path), "calm")
    assert result.verdict is Verdict.FAIL
    assert {each.name for each in result.invariants if each.verdict is Verdict.FAIL} == {"no-lost-event"}
