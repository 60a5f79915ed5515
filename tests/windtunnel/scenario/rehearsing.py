"""Rehearses the errand: a small scenario whose subject can be told to make one mistake."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from windtunnel.content.project import Project
from windtunnel.scenario.judge import judge
from windtunnel.scenario.model import Scenario, load
from windtunnel.scenario.result import ConditionResult
from windtunnel.scenario.stage import Plan, Run
from windtunnel.scenario.verdict import Verdict
from windtunnel.scenario.virtual_run import run_condition
from windtunnel.scenario.workload import read_rows

ROOT = Path(__file__).resolve().parent / "errand"
PROJECT = Project(ROOT)
NO_MISTAKE = "none"


def errand(mistake: str = NO_MISTAKE) -> Scenario:
    """The scenario with a subject that makes ``mistake``."""
    scenario = load(PROJECT, "errand")
    subject = scenario.subject.model_copy(update={"environment": {"MISTAKE": mistake}})
    return scenario.model_copy(update={"subject": subject})


def run(condition: str, mistake: str = NO_MISTAKE, *, seed: int = 1, count: int | None = None) -> Run:
    """Run one condition."""
    scenario = errand(mistake)
    rows = read_rows(ROOT / "scenarios" / scenario.workload.input, {})
    plan = Plan(scenario, condition, rows, count or scenario.workload.count, seed)
    return run_condition(PROJECT, plan)


@cache
def rehearse(condition: str, mistake: str = NO_MISTAKE) -> ConditionResult:
    """Run and judge one condition."""
    return judge(run(condition, mistake))


def violated(result: ConditionResult) -> set[str]:
    """Names of the invariants that do not hold."""
    return {invariant.name for invariant in result.invariants if invariant.verdict is Verdict.FAIL}


def assert_judged(invariant: str, *, condition: str, mistake: str, also: tuple[str, ...] = ()) -> None:
    """Check that a mistake is caught, that nothing is held against it wrongly, and that the careful subject passes.

    Args:
        invariant: what the mistake breaks.
        condition: under which it shows.
        mistake: what the subject does wrong.
        also: what it breaks besides, rightly.
    """
    careful = rehearse(condition)
    assert careful.verdict is Verdict.PASS, (careful.reasons, violated(careful))
    assert next(each.exercised for each in careful.invariants if each.name == invariant) > 0
    careless = rehearse(condition, mistake)
    assert violated(careless) == {invariant, *also}
    assert careless.verdict is Verdict.FAIL
