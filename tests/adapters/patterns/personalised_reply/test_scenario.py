"""The scenario passes with the reference, and finds each of three mistakes."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

from windtunnel.content.project import Project
from windtunnel.contract import yaml12
from windtunnel.scenario.rehearsal import Request, rehearse
from windtunnel.scenario.result import ConditionResult
from windtunnel.scenario.verdict import Verdict

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).resolve().parents[4]
NAME = "personalised-reply"
INPUT = Path("scenarios/inputs/personalised_reply.jsonl")
KEY_CONDITIONS = ("calm", "crm-slow", "history-down", "malformed-ai-answers", "killed")
FOUND = (
    ("boasting", "crm-slow", "graceful-degradation"),
    ("unheeding", "callers-hang-up", "cancellation"),
    ("guessing", "field-removed", "breaking-change-is-loud"),
)
SUBJECT = "from tests.adapters.patterns.personalised_reply.careless import create\n\n__all__ = ['create']\n"


def run(project: Project, *conditions: str, count: int | None = None) -> dict[str, ConditionResult]:
    """Rehearse some conditions."""
    request = Request(scenarios=(NAME,), conditions=conditions, count=count, jobs=1)
    (scenario,) = rehearse(project, request).scenarios
    return {each.name: each for each in scenario.conditions}


def careless(folder: Path, mistake: str) -> Project:
    """Return a project of its own in which the same scenario has a subject that makes a mistake."""
    for name in ("adapters", "scenarios/inputs"):
        (folder / name).mkdir(parents=True)
    (folder / "adapters/__init__.py").touch()
    (folder / "adapters/subject.py").write_text(SUBJECT, encoding="utf-8")
    shutil.copy(ROOT / INPUT, folder / INPUT)
    scenario: dict[str, Any] = yaml12.read(ROOT / f"scenarios/{NAME}.yaml")
    scenario["subject"]["python"] = "adapters.subject:create"
    scenario["subject"]["environment"]["MISTAKE"] = mistake
    (folder / f"scenarios/{NAME}.yaml").write_text(yaml.safe_dump(scenario), encoding="utf-8")
    return Project(folder)


def test_the_reference_passes() -> None:
    """Under the conditions that find most, with real evidence: faults met, invariants put to the test."""
    results = run(Project(ROOT), *KEY_CONDITIONS, count=30)
    assert {name: (each.verdict, each.reasons) for name, each in results.items()} == {
        name: (Verdict.PASS, []) for name in KEY_CONDITIONS
    }


@pytest.mark.parametrize(("mistake", "condition", "invariant"), FOUND, ids=[mistake for mistake, *_ in FOUND])
def test_a_mistake_is_found(tmp_path: Path, mistake: str, condition: str, invariant: str) -> None:
    """Hiding what is missing, working for nobody, and making customers up."""
    result = run(careless(tmp_path, mistake), condition)[condition]
    assert result.verdict is Verdict.FAIL
    failed = {each.name for each in result.invariants if each.verdict is Verdict.FAIL}
    assert invariant in failed
    assert failed <= {invariant, "no-lost-event"}  # what is made up is a wrong record, too
