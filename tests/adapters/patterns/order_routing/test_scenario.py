"""The scenario passes in both modes, and catches a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from adapters.inbound.asgi import Answer
from adapters.patterns.order_routing import assembly
from adapters.patterns.order_routing.desk import QueuedDesk, answer
from adapters.patterns.order_routing.records import Order
from windtunnel.content.project import Project
from windtunnel.scenario.rehearsal import Request, rehearse
from windtunnel.scenario.result import ConditionResult
from windtunnel.scenario.verdict import Verdict

pytestmark = pytest.mark.thorough

ROOT = Path(__file__).resolve().parents[4]
INPUT = "inputs/order_requests.jsonl"
CREATE = "adapters.patterns.order_routing.application:create"


def rehearsed(project: Project, condition: str) -> ConditionResult:
    """Run a condition of the scenario with few orders."""
    request = Request(("order-routing",), (condition,), count=12, jobs=1)
    return rehearse(project, request).scenarios[0].conditions[0]


def seconds_to_answer(condition: str) -> float:
    """The mean time that customers waited, in a condition that passes."""
    result = rehearsed(Project(ROOT), condition)
    assert result.verdict is Verdict.PASS, result.reasons
    return next(each.value or 0.0 for each in result.slo if "acknowledgement avg" in each.threshold)


@pytest.mark.parametrize("condition", ["calm", "answers-lost", "worker-killed", "malformed-ai-answers"])
def test_the_scenario_passes(condition: str) -> None:
    """Under the conditions that matter most."""
    result = rehearsed(Project(ROOT), condition)
    assert result.verdict is Verdict.PASS, (result.reasons, [i for i in result.invariants if i.violated])


def test_the_queue_answers_in_time_and_the_same_flow_in_line_does_not() -> None:
    """Under three seconds against some forty-five, with the same slow systems."""
    assert seconds_to_answer("queued") < 3.0
    assert 40.0 < seconds_to_answer("synchronous") < 50.0


class HastyDesk(QueuedDesk):
    """Answers before the order is durable, and puts it into the queue only when the systems happen to be well."""

    async def take(self, order: Order) -> Answer:
        """Say yes, whatever happens."""
        if len(self._store.dead.listed()) == 0 and self._store.queue().depth < 1:
            return await super().take(order)
        return answer(order, self._flow.at_once(order), "pending", 202)


def test_an_answer_before_the_order_is_durable_is_caught(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """By I01, in a project of its own whose adapter makes the mistake."""
    monkeypatch.setattr(assembly, "QueuedDesk", HastyDesk)
    for folder in ("adapters", "scenarios/inputs"):
        (tmp_path / folder).mkdir(parents=True)
    module = CREATE.partition(":")[0]
    (tmp_path / "adapters" / "hasty.py").write_text(f'from {module} import create\n\n__all__ = ["create"]\n')
    scenario = (ROOT / "scenarios" / "order-routing.yaml").read_text()
    assert CREATE in scenario
    (tmp_path / "scenarios" / "order-routing.yaml").write_text(scenario.replace(CREATE, "adapters.hasty:create"))
    (tmp_path / "scenarios" / INPUT).write_bytes((ROOT / "scenarios" / INPUT).read_bytes())
    result = rehearsed(Project(tmp_path), "crm-down-1h")
    assert result.verdict is Verdict.FAIL
    assert "no-lost-event" in {each.name for each in result.invariants if each.verdict is Verdict.FAIL}
