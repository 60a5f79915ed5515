"""The broker of a run over sockets is killed and comes back: nothing is lost, and nothing is doubled."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from pathlib import Path

import pytest

from windtunnel.content.project import Project
from windtunnel.fault import read_fault
from windtunnel.kernel.clock import LoopClock
from windtunnel.kernel.journal import Kind
from windtunnel.scenario.judge import judge
from windtunnel.scenario.model import load
from windtunnel.scenario.scaling import on_the_wire, terms_of
from windtunnel.scenario.stage import Plan, Run
from windtunnel.scenario.verdict import Verdict
from windtunnel.scenario.wire_run import WireStage
from windtunnel.scenario.workload import read_rows

PROJECT = Project(Path(__file__).resolve().parents[2])
SCENARIO, CONDITION = "supplier-invoices", "worker-killed"
COUNT = 16
KILLED_SECONDS, BACK_SECONDS = 2.0, 4.0
SETTLED_SECONDS = 5.0
ASKED = bool(os.environ.get("WINDTUNNEL_WIRE_SCENARIOS"))

pytestmark = [pytest.mark.real_service, pytest.mark.thorough, pytest.mark.timeout(300)]


class BrokenStage(WireStage):
    """A run whose broker gets SIGKILL in the middle of the arrivals, and is started again."""

    def _plan_arrivals(self) -> list[float]:
        broker = self.services["nats"].life
        self.deaths: list[int] = []
        self.clock.call_at(self.start + KILLED_SECONDS, lambda: self.deaths.append(broker.kill()))
        self.clock.call_at(self.start + BACK_SECONDS, broker.revive)
        return list(super()._plan_arrivals())


def plan(*, killed: bool) -> Plan:
    """Return the run; the worker is ``killed``, too, when the broker is back, or lives on."""
    scenario = load(PROJECT, SCENARIO)
    condition = scenario.conditions[CONDITION]
    death = read_fault({"kind": "kill-subject", "from": "5s", "for": "1s"}, place="here")
    exercised = ("no-lost-event", "no-duplicate-effect")
    changed = condition.model_copy(update={"faults": (death,) if killed else (), "exercises": exercised})
    scenario = scenario.model_copy(update={"conditions": {**scenario.conditions, CONDITION: changed}})
    terms = terms_of(scenario, CONDITION).model_copy(update={"scale": 0.4})
    wired = on_the_wire(scenario.model_copy(update={"wire": terms}), CONDITION)
    rows = read_rows(scenario.file.parent / scenario.workload.input, scenario.workload.columns)
    return Plan(wired, CONDITION, rows, COUNT, 1, "wire")


async def rehearse(planned: Plan, settled_seconds: float) -> tuple[Run, BrokenStage]:
    """Let it happen."""
    stage = BrokenStage(PROJECT, planned, settled_seconds)
    return await stage.run(LoopClock.live(asyncio.get_running_loop())), stage


@pytest.mark.parametrize(
    "killed",
    [
        pytest.param(False, id="broker"),
        pytest.param(
            True, id="broker and worker", marks=pytest.mark.skipif(not ASKED, reason="a minute of waiting for leases")
        ),
    ],
)
def test_nothing_is_lost_and_nothing_is_doubled(killed: bool) -> None:
    """Every receipt is posted once or with a person; what was accepted while the broker was away comes later."""
    planned = plan(killed=killed)
    run, stage = asyncio.run(rehearse(planned, planned.scenario.quiet if killed else SETTLED_SECONDS))
    result = judge(run)
    assert stage.deaths == [1]
    assert result.verdict is Verdict.PASS, (result.reasons, [each for each in result.invariants if each.violations])
    posted = Counter(e.key for e in run.history.of(Kind.EFFECT) if e.data.get("outcome") == "posted")
    assert set(posted.values()) == {1}
    assert set(posted) | set(run.history.reviews) == set(run.history.arrivals)
    assert len(run.history.arrivals) == COUNT
