"""Rehearses any scenario of the errand project, with a subject that can be told to make one mistake, and judges it."""

from __future__ import annotations

from functools import cache

from windtunnel.scenario.judge import judge
from windtunnel.scenario.model import load
from windtunnel.scenario.result import ConditionResult
from windtunnel.scenario.stage import Plan, Run
from windtunnel.scenario.verdict import Verdict
from windtunnel.scenario.virtual_run import run_condition
from windtunnel.scenario.workload import read_rows

from ..rehearsing import NO_MISTAKE, PROJECT, ROOT, violated

SCENARIOS = ROOT / "scenarios"


def run(scenario: str, condition: str, mistake: str = NO_MISTAKE) -> Run:
    """Run one condition of a scenario, given by its path below the scenarios, with a subject that makes a mistake."""
    loaded = load(PROJECT, str(SCENARIOS / f"{scenario}.yaml"))
    environment = {**loaded.subject.environment, "MISTAKE": mistake}
    told = loaded.model_copy(update={"subject": loaded.subject.model_copy(update={"environment": environment})})
    rows = read_rows(told.file.parent / told.workload.input, told.workload.columns, told.workload.fields)
    count = told.conditions[condition].count or told.workload.count
    return run_condition(PROJECT, Plan(told, condition, rows, count, seed=1))


@cache
def rehearse(scenario: str, condition: str, mistake: str = NO_MISTAKE) -> ConditionResult:
    """Run and judge one condition."""
    return judge(run(scenario, condition, mistake))


def assert_judged(
    invariant: str, *, condition: str, mistake: str, scenario: str = "errand", also: tuple[str, ...] = ()
) -> None:
    """Check that a mistake is caught, that nothing is held against it wrongly, and that the careful subject passes.

    Args:
        invariant: what the mistake breaks.
        condition: under which it shows.
        mistake: what the subject does wrong.
        scenario: which one.
        also: what it breaks besides, rightly.
    """
    careful = rehearse(scenario, condition)
    assert careful.verdict is Verdict.PASS, (careful.reasons, violated(careful))
    assert next(each.exercised for each in careful.invariants if each.name == invariant) > 0
    careless = rehearse(scenario, condition, mistake)
    assert violated(careless) == {invariant, *also}
    assert careless.verdict is Verdict.FAIL
