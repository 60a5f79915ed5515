"""The scenario passes with the reference, and finds each of three mistakes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from windtunnel.content.project import Project
from windtunnel.kernel.journal import Event
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
NAME = "lead-scoring"
COUNT = 16
KEY_CONDITIONS = ("calm", "killed-while-loading", "answers-lost", "partial-success", "state-unknown")


def run(condition: str, mistake: str | None = None) -> Run:
    """Run one condition, with a subject that makes a mistake if one is named."""
    scenario = load(PROJECT, NAME)
    if mistake is not None:
        named = f"tests.adapters.patterns.lead_scoring.careless:{mistake}"
        scenario = scenario.model_copy(update={"subject": scenario.subject.model_copy(update={"python": named})})
    rows = read_rows(scenario.file.parent / scenario.workload.input, {})
    return run_condition(PROJECT, Plan(scenario, condition, rows, COUNT, 1))


def reports(run: Run, kind: str) -> list[Event]:
    """Return what the subject reported under a name."""
    return run.history.transitions.get(kind, [])


def violated(result: ConditionResult) -> set[str]:
    """Names of the invariants that do not hold."""
    return {invariant.name for invariant in result.invariants if invariant.verdict is Verdict.FAIL}


def test_the_reference_passes() -> None:
    """Under the conditions that find most, with real evidence: faults met, invariants put to the test."""
    request = Request(scenarios=(NAME,), conditions=KEY_CONDITIONS, count=COUNT, jobs=1)
    (scenario,) = rehearse(PROJECT, request).scenarios
    assert {each.name: each.verdict for each in scenario.conditions} == dict.fromkeys(KEY_CONDITIONS, Verdict.PASS)


@pytest.mark.parametrize(
    ("mistake", "condition", "broken"),
    [
        ("forgetful", "killed-while-loading", ["no-duplicate-effect", "cursor-safety"]),
        ("hasty", "killed-midway", ["no-lost-event", "cursor-safety"]),
        ("optimistic", "partial-success", ["no-lost-event", "batch-accounting"]),
    ],
)
def test_a_mistake_is_found(mistake: str, condition: str, broken: Sequence[str]) -> None:
    """Sending a load again, moving the cursor too soon, counting what was sent for what was done."""
    assert violated(judge(run(condition, mistake))) >= set(broken)


def test_what_the_crm_refuses_is_rejected_row_by_row() -> None:
    """With the vendor's code; the other rows of the same load are applied."""
    made = run("partial-success")
    assert {event.data["reason"] for event in reports(made, "rejected")} >= {"STRING_TOO_LONG"}
    (finished,) = reports(made, "batch-finished")
    assert (finished.data["rows"], finished.data["skipped"]) == (COUNT, 0)
    assert 0 < finished.data["rejected"] < COUNT
    assert finished.data["applied"] + finished.data["rejected"] == COUNT


def test_a_night_without_the_ai_ends_in_time_and_is_made_up_for() -> None:
    """It stops before the window closes, somebody is told once, and the next night finishes both days."""
    made = run("ai-away-all-night")
    opens, hour = made.history.settings.start + 3 * 3600, 3600
    (escalated,), stopped = reports(made, "batch-escalated"), reports(made, "batch-stopped")
    assert escalated.at <= stopped[0].at <= opens + 7 * hour
    assert len(stopped) == 1
    finished = reports(made, "batch-finished")
    assert [event.key for event in finished] == ["2026-01-05", "2026-01-06"]
    assert (finished[0].data["rows"], finished[1].data["skipped"]) == (COUNT, COUNT)
