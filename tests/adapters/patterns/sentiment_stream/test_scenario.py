"""The scenario passes, and catches a mistake."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from adapters.canonical import Message
from adapters.patterns.sentiment_stream import assembly
from adapters.patterns.sentiment_stream.announce import feed_job
from adapters.patterns.sentiment_stream.consumer import Consumer
from adapters.patterns.sentiment_stream.log import Entry
from windtunnel.content.project import Project
from windtunnel.scenario.rehearsal import Request, rehearse
from windtunnel.scenario.result import ConditionResult
from windtunnel.scenario.verdict import Verdict

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).resolve().parents[4]


class ForgetfulConsumer(Consumer):
    """Replays under new keys: what was told is told again."""

    def _offer(self, entry: Entry) -> bool:
        job = feed_job(entry, self._settings.channel)
        again = Message.model_validate_json(job.payload["message"]).model_copy(
            update={"key": f"{job.key}/{self._clock.now()}"}
        )
        return self._enqueue(replace(job, key=again.key, payload={"message": again.model_dump_json()}))


def rehearsed(project: Project, *conditions: str) -> list[ConditionResult]:
    """Run conditions of the scenario with few events."""
    request = Request(("sentiment-stream",), conditions, count=30, jobs=1)
    return rehearse(project, request).scenarios[0].conditions


@pytest.mark.parametrize("condition", ["calm", "killed", "replayed", "answers-lost", "chat-answer-wrapped"])
def test_the_stream_passes(condition: str) -> None:
    """Under the conditions that matter most."""
    result = rehearsed(Project(ROOT), condition)[0]
    assert result.verdict is Verdict.PASS, (result.reasons, [i for i in result.invariants if i.violated])


def test_a_replay_that_forgets_what_was_told_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By I02, in a project of its own whose adapter makes the mistake."""
    monkeypatch.setattr(assembly, "Consumer", ForgetfulConsumer)
    for folder in ("adapters", "scenarios/inputs"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "adapters" / "forgetful.py").write_text(
        'from adapters.patterns.sentiment_stream.application import create\n\n__all__ = ["create"]\n'
    )
    scenario = (ROOT / "scenarios" / "sentiment-stream.yaml").read_text()
    careful = "adapters.patterns.sentiment_stream.application:create"
    assert careful in scenario
    (tmp_path / "scenarios" / "sentiment-stream.yaml").write_text(
        scenario.replace(careful, "adapters.forgetful:create")
    )
    messages = "inputs/sentiment_messages.csv"
    (tmp_path / "scenarios" / messages).write_bytes((ROOT / "scenarios" / messages).read_bytes())
    result = rehearsed(Project(tmp_path), "replayed")[0]
    assert result.verdict is Verdict.FAIL
    assert "no-duplicate-effect" in {each.name for each in result.invariants if each.verdict is Verdict.FAIL}
