"""Judging runs."""

from __future__ import annotations

import re

import pytest

from windtunnel.scenario.history import History
from windtunnel.scenario.invariants import INVARIANTS
from windtunnel.scenario.invariants.invariant import Invariant
from windtunnel.scenario.judge import judge, judge_scenario, samples_of
from windtunnel.scenario.slo import read_thresholds
from windtunnel.scenario.stage import Plan, run_not_begun
from windtunnel.scenario.verdict import Judgement, Verdict
from windtunnel.scenario.virtual_run import run_condition
from windtunnel.scenario.workload import Rows

from .rehearsing import PROJECT, ROOT, errand, rehearse, run


def test_a_fault_that_never_struck_makes_the_run_inconclusive() -> None:
    """The chat fault begins after five seconds; one event is over by then."""
    result = judge(run("chat-down", count=1))
    assert result.verdict is Verdict.INCONCLUSIVE
    assert "refuse on chat never struck" in result.reasons


def test_an_invariant_that_the_condition_claims_and_does_not_exercise_makes_it_inconclusive() -> None:
    """A claim is checked."""
    result = judge(run("chat-down", count=1))
    assert "breaker-opens was not exercised" in result.reasons


def test_a_run_that_was_not_begun_is_inconclusive_for_that_reason_alone() -> None:
    """Faults that did not strike and thresholds without samples are no findings then."""
    scenario = errand().model_copy(update={"slo": read_thresholds({"success": "rate>=1"})})
    result = judge(run_not_begun(Plan(scenario, "chat-down", Rows(ROOT, "", ()), 3, 1), "it did not start"))
    assert (result.verdict, result.reasons) == (Verdict.INCONCLUSIVE, ["it did not start"])
    assert (result.faults, result.slo, result.arrived) == ([], [], 0)


def test_a_defect_of_one_checker_leaves_the_others_to_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is named with its place, and nobody takes its silence for a pass."""

    def judge_badly(self: Invariant, history: History) -> Judgement:
        raise KeyError("no such event")

    monkeypatch.setattr(INVARIANTS["no-lost-event"], "judge", judge_badly)
    result = judge(run("calm"))
    verdicts = {each.name: each.verdict for each in result.invariants}
    assert verdicts.pop("no-lost-event") is Verdict.INCONCLUSIVE
    assert Verdict.PASS in verdicts.values()
    assert result.verdict is Verdict.INCONCLUSIVE
    message = r"no-lost-event could not judge this run: KeyError\('no such event'\) at test_judge.py:\d+"
    assert [reason for reason in result.reasons if re.fullmatch(message, reason)]


def test_a_run_in_which_nothing_was_accepted_is_inconclusive() -> None:
    """A subject at the wrong address accepts nothing."""
    scenario = errand()
    lost = scenario.model_copy(update={"correlate": scenario.correlate.model_copy(update={"deliveries": {}})})
    result = judge(run_condition(PROJECT, Plan(lost, "calm", Rows(ROOT, "", ({"text": "a"},)), 3, 1)))
    assert result.verdict is Verdict.INCONCLUSIVE
    assert "the subject accepted no event: it answered 200 (3 times)" in result.reasons


def test_a_violation_comes_with_the_history_of_its_key() -> None:
    """Everything that the journal has of the event."""
    result = rehearse("answers-lost", "posts-again-without-looking")
    violation = next(each for each in result.invariants if each.name == "no-duplicate-effect").violations[0]
    assert violation.key is not None
    assert all(f'"key":"{violation.key}"' in line for line in violation.history)


def test_a_threshold_without_samples_fails() -> None:
    """The phase exists, and nothing arrived in it."""
    scenario = errand()
    slo = read_thresholds({"success{phase:recovery}": "rate>=0"})
    made = run("chat-down", count=30)
    with_threshold = made.plan.scenario.model_copy(update={"slo": slo})
    plan = Plan(with_threshold, "chat-down", made.plan.rows, 30, 1)
    result = judge(run_condition(PROJECT, plan))
    assert scenario.slo == ()
    assert [(t.samples, t.ok) for t in result.slo] == [(0, False)]
    assert result.verdict is Verdict.FAIL


def test_latency_is_measured_from_arrival_to_the_last_required_outcome() -> None:
    """Every event of a calm run has one sample, all of them short."""
    made = run("calm")
    (threshold,) = read_thresholds({"latency": "max<5s"})
    samples = samples_of(made, threshold)
    assert len(samples) == 60
    assert 0 < max(samples) < 5


def test_an_event_under_way_when_the_disturbance_begins_is_no_sample_of_the_baseline() -> None:
    """The chat is refused from the fifth second on: with a bound of two seconds, arrivals of the first three count."""
    made = run("chat-down")
    start = made.history.settings.start
    early = [arrival for arrival in made.history.arrivals.values() if arrival.at - start < 3.0]
    late = [arrival for arrival in made.history.arrivals.values() if 3.0 <= arrival.at - start < 5.0]
    (threshold,) = read_thresholds({"latency{phase:baseline}": "max<2s"})
    assert late
    assert len(samples_of(made, threshold)) == len(early)
    assert max(samples_of(made, threshold)) < 2.0


def test_a_baseline_without_room_for_the_bound_is_not_judged_by_it() -> None:
    """Five seconds of baseline say nothing of a bound of ten."""
    made = run("chat-down", count=30)
    slo = read_thresholds({"latency{phase:baseline}": ["max<10s", "max<4s"]})
    scenario = made.plan.scenario.model_copy(update={"slo": slo})
    result = judge(run_condition(PROJECT, Plan(scenario, "chat-down", made.plan.rows, 30, 1)))
    assert [threshold.applies for threshold in result.slo] == [False, True]


@pytest.mark.thorough
def test_a_scenario_needs_every_invariant_exercised_somewhere() -> None:
    """All conditions together; a part of them proves only its part."""
    scenario = errand()
    results = [rehearse(name) for name in scenario.conditions]
    assert judge_scenario(scenario, results) == (Verdict.PASS, [])
    only_calm = scenario.model_copy(update={"conditions": {"calm": scenario.conditions["calm"]}})
    verdict, reasons = judge_scenario(only_calm, [rehearse("calm")])
    assert verdict is Verdict.INCONCLUSIVE
    assert "webhook-authenticity was exercised under no condition" in reasons
