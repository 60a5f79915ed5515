"""The scenario passes, and catches a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.patterns.offline_scoring import assembly
from adapters.patterns.offline_scoring.model import Scored
from adapters.patterns.offline_scoring.scorer import Scorer
from windtunnel.content.project import Project
from windtunnel.scenario.rehearsal import Request, rehearse
from windtunnel.scenario.result import ConditionResult
from windtunnel.scenario.verdict import Verdict

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).resolve().parents[4]


def rehearsed(project: Project, condition: str, count: int = 60) -> ConditionResult:
    """Run a condition of the scenario."""
    request = Request(("offline-scoring",), (condition,), count=count, jobs=1)
    return rehearse(project, request).scenarios[0].conditions[0]


@pytest.mark.parametrize(
    "condition", ["calm", "ai-silent", "malformed-ai-answers", "killed-on-trial", "ai-wants-a-field"]
)
def test_the_scoring_passes(condition: str) -> None:
    """Under the conditions that matter most."""
    result = rehearsed(Project(ROOT), condition)
    assert result.verdict is Verdict.PASS, (result.reasons, [i for i in result.invariants if i.violated])


class ProudScorer(Scorer):
    """Passes a guess off as an answer when the AI does not say anything."""

    async def _decide(self, id: str, text: str, own: Scored) -> tuple[Scored, str, bool]:
        found, source, _ = await super()._decide(id, text, own)
        return found, source, False


def test_a_guess_that_does_not_say_so_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By I32, in a project of its own whose adapter makes the mistake."""
    monkeypatch.setattr(assembly, "Scorer", ProudScorer)
    for folder in ("adapters", "scenarios/inputs"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "adapters" / "proud.py").write_text(
        'from adapters.patterns.offline_scoring.application import create\n\n__all__ = ["create"]\n'
    )
    text = (ROOT / "scenarios" / "offline-scoring.yaml").read_text()
    careful = "adapters.patterns.offline_scoring.application:create"
    assert careful in text
    (tmp_path / "scenarios" / "offline-scoring.yaml").write_text(text.replace(careful, "adapters.proud:create"))
    for file in (ROOT / "scenarios" / "inputs").glob("offline_scoring*"):
        (tmp_path / "scenarios" / "inputs" / file.name).write_bytes(file.read_bytes())
    result = rehearsed(Project(tmp_path), "ai-silent")
    assert result.verdict is Verdict.FAIL
    assert {each.name for each in result.invariants if each.verdict is Verdict.FAIL} == {"graceful-degradation"}
