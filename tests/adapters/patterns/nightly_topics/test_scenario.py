"""The scenario passes with the reference, and finds each of two mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from windtunnel.content.project import Project
from windtunnel.kernel.journal import Kind
from windtunnel.scenario.judge import judge
from windtunnel.scenario.model import load
from windtunnel.scenario.rehearsal import Request, rehearse
from windtunnel.scenario.result import ConditionResult
from windtunnel.scenario.stage import Plan, Run
from windtunnel.scenario.verdict import Verdict
from windtunnel.scenario.virtual_run import run_condition
from windtunnel.scenario.workload import read_rows

pytestmark = pytest.mark.thorough

PROJECT = Project(Path(__file__).resolve().parents[4])
NAME = "nightly-topics"
COUNT = 16
KEY_CONDITIONS = ("calm", "killed-midway", "answers-lost", "chat-down", "date-format-change")


def run(condition: str, subject: str | None = None) -> Run:
    """Run one condition, with another subject than the reference if one is named."""
    scenario = load(PROJECT, NAME)
    if subject is not None:
        named = scenario.subject.model_copy(update={"python": subject})
        scenario = scenario.model_copy(update={"subject": named})
    workload = scenario.workload
    rows = read_rows(scenario.file.parent / workload.input, workload.columns, workload.fields)
    return run_condition(PROJECT, Plan(scenario, condition, rows, COUNT, 1))


def violated(result: ConditionResult) -> set[str]:
    """Names of the invariants that do not hold."""
    return {invariant.name for invariant in result.invariants if invariant.verdict is Verdict.FAIL}


def test_the_reference_passes() -> None:
    """Under the conditions that find most, with real evidence: faults met, invariants put to the test."""
    request = Request(scenarios=(NAME,), conditions=KEY_CONDITIONS, count=COUNT, jobs=1)
    (scenario,) = rehearse(PROJECT, request).scenarios
    assert {each.name: each.verdict for each in scenario.conditions} == dict.fromkeys(KEY_CONDITIONS, Verdict.PASS)


@pytest.mark.parametrize("condition", ["calm", "killed-midway", "answers-lost", "chat-down"])
def test_the_report_is_posted_once(condition: str) -> None:
    """Whatever happens to the process, the chat, or its answers; a report that is missing would be found, too."""
    effects = run(condition).history.of(Kind.EFFECT)
    assert sum(effect.data["outcome"] == "reported" for effect in effects) == 1


@pytest.mark.parametrize(
    ("mistake", "condition", "broken"),
    [
        ("restless", "calm", ["batch-accounting"]),
        ("trusting", "helpdesk-down", ["no-lost-event", "batch-accounting"]),
    ],
)
def test_a_mistake_is_found(mistake: str, condition: str, broken: Sequence[str]) -> None:
    """Meeting its own tags as news; counting what was tried for what was done."""
    subject = f"tests.adapters.patterns.nightly_topics.careless:{mistake}"
    assert violated(judge(run(condition, subject))) >= set(broken)
