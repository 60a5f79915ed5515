"""Judging a run: invariants, thresholds, whether the faults bit, and the verdict of it all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from windtunnel.kernel.journal import Kind

from .blotting import without_secrets
from .history import History
from .invariants import INVARIANTS
from .model import Scenario
from .result import ConditionResult, FaultResult, InvariantResult, ThresholdResult, ViolationResult
from .slo import Threshold, measure
from .stage import Run
from .timeline import timeline_of
from .verdict import Judgement, Verdict, Violation, worst

VIOLATIONS_SHOWN = 10
CONTEXT_EVENTS_MAX = 40


def judge(run: Run) -> ConditionResult:
    """Return the result of a run; one in which nothing was rehearsed is inconclusive, and says why and nothing else."""
    scenario, terms = run.plan.scenario, run.plan.terms
    names = [name for name in scenario.invariants if run.plan.world in INVARIANTS[name].worlds]
    judgements = {name: _judgement(run, name) for name in names}
    invariants = [_invariant(run, name, judgement) for name, judgement in judgements.items()]
    if run.obstacle is None:
        faults, thresholds = list(_faults(run)), [_threshold(run, threshold) for threshold in _thresholds(run)]
        reasons = list(_doubts(run, invariants, faults))
    else:
        faults, thresholds, reasons = [], [], [run.obstacle]
    defects = [judgement.defect for judgement in judgements.values() if judgement.defect is not None]
    reasons += [without_secrets(defect, run.history.settings.secrets) for defect in defects]
    verdict = _verdict(invariants, thresholds, reasons)
    return ConditionResult(
        name=run.plan.condition,
        about=terms.about,
        verdict=verdict,
        digest=run.journal.digest(),
        seed=run.plan.seed,
        events=len(run.journal),
        arrived=len(run.history.arrivals),
        accepted=len(run.history.accepted),
        ended=run.ended,
        reasons=reasons,
        invariants=invariants,
        faults=faults,
        slo=thresholds,
        phases=run.phases.names(),
        timeline=timeline_of(run),
    )


def _judgement(run: Run, name: str) -> Judgement:
    return INVARIANTS[name].with_parameters(run.plan.scenario.invariants[name]).judgement(run.history)


def _invariant(run: Run, name: str, judgement: Judgement) -> InvariantResult:
    return InvariantResult(
        id=INVARIANTS[name].id,
        name=name,
        verdict=judgement.verdict,
        exercised=judgement.exercised,
        violated=len(judgement.violations),
        violations=[_shown(run.history, violation) for violation in judgement.violations[:VIOLATIONS_SHOWN]],
    )


def _shown(history: History, violation: Violation) -> ViolationResult:
    context = [event for event in history.events if violation.key is not None and event.key == violation.key]
    if not context:
        context = [history.events[sequence] for sequence in violation.events]
    return ViolationResult(
        message=violation.message,
        key=violation.key,
        events=list(violation.events),
        history=[event.line().decode().rstrip() for event in context[:CONTEXT_EVENTS_MAX]],
    )


def _faults(run: Run) -> Iterator[FaultResult]:
    for fault in run.faults:
        description = fault.description
        observed = fault.observed
        if observed is None:
            observed = _observed(run.history, fault.name, description.on, getattr(fault, "symptom_statuses", ()))
        yield FaultResult(kind=description.kind, on=description.on, injected=fault.injected, observed=observed)
    for drift in run.drifts:
        observed = _observed(run.history, drift.name, drift.description.on, ())
        kind = f"drift:{drift.description.operator}"
        yield FaultResult(kind=kind, on=drift.description.on, injected=drift.injected, observed=observed)
    for redeployment in run.plan.terms.redeploy:
        for role, choice in redeployment.systems.items():
            yield _redeployed(run, role, choice.use)
    for role in run.plan.terms.quotas:
        refused = sum(1 for attempt in run.history.attempts_by_role.get(role, ()) if attempt.cause == "QuotaExhausted")
        yield FaultResult(kind="quota", on=role, injected=refused, observed=refused)


def _redeployed(run: Run, role: str, system: str) -> FaultResult:
    """Tell how often the subject was replaced, and whether its new instance called the system it was told of."""
    events = [event for event in run.history.of(Kind.TRANSITION) if event.operation == "redeployed"]
    replaced = [event for event in events if event.data["systems"].get(role) == system]
    since = replaced[0].at if replaced else float("inf")
    calls = [each for each in run.history.attempts_by_role.get(role, ()) if each.start >= since]
    observed = sum(1 for each in calls if each.sent.data["system"] == system)
    return FaultResult(kind=f"redeploy:{system}", on=role, injected=len(replaced), observed=observed)


def _observed(history: History, name: str, role: str, symptoms: Sequence[int]) -> int:
    """Count how often the subject met a fault: an answer that it waited for, or a delivery that it answered."""
    if symptoms:
        return sum(1 for attempt in history.attempts_by_role.get(role, ()) if attempt.status in symptoms)
    exchanges = sum(
        sum(1 for fault in attempt.faults if fault == name or fault.startswith(f"{name}:"))
        for attempt in history.attempts_by_role.get(role, ())
        if attempt.answer is not None and attempt.reason != "abandoned"
    )
    deliveries = sum(
        1
        for event in history.of(Kind.ACKNOWLEDGEMENT, Kind.DELIVERY)
        if event.data.get("ended") and str(event.data.get("fault") or "").partition(":")[0] == name
    )
    return exchanges + deliveries


def _thresholds(run: Run) -> Sequence[Threshold]:
    own = run.plan.terms.slo
    return run.plan.scenario.slo if own is None else own


def _threshold(run: Run, threshold: Threshold) -> ThresholdResult:
    if not _applies(run, threshold):
        return ThresholdResult(threshold=threshold.name, samples=0, value=None, applies=False, ok=True)
    samples = samples_of(run, threshold)
    value = measure(threshold, samples)
    ok = value is not None and threshold.holds(value)
    return ThresholdResult(threshold=threshold.name, samples=len(samples), value=value, applies=True, ok=ok)


def _applies(run: Run, threshold: Threshold) -> bool:
    """Tell whether the run has the threshold's phase; a baseline needs room for an event that takes the bound."""
    if threshold.phase is not None and threshold.phase not in run.phases.names():
        return False
    arrivals = run.history.arrivals.values()
    return not _is_of_baseline_latency(threshold) or any(_counts(run, threshold, arrival.at) for arrival in arrivals)


def _is_of_baseline_latency(threshold: Threshold) -> bool:
    return threshold.metric == "latency" and threshold.phase == "baseline"


def samples_of(run: Run, threshold: Threshold) -> list[float]:
    """Return the samples of a threshold's metric in its phase.

    An event that arrives shortly before the first disturbance is still under way when it begins; its latency says
    nothing of the baseline. So the latency of the baseline is that of the events whose bound ends within it.
    """
    history = run.history
    if threshold.metric == "acknowledgement":
        return [
            float(event.data["duration_seconds"])
            for event in history.of(Kind.ACKNOWLEDGEMENT)
            if event.data.get("ended") and _in_phase(run, threshold, event.at)
        ]
    return [
        sample
        for key, arrival in history.arrivals.items()
        if _counts(run, threshold, arrival.at)
        for sample in _of_arrival(history, threshold.metric, key, arrival.at)
    ]


def _of_arrival(history: History, metric: str, key: str, arrived_at: float) -> list[float]:
    if metric == "attempts":
        return [float(len(history.attempts_by_key.get(key, ())))]
    done = history.has_required_outcomes(key)
    if metric == "success":
        return [1.0 if done else 0.0]
    if not done:
        return []
    finished = max(history.outcomes[name, key][0].at for name in history.settings.required)
    return [finished - arrived_at]


def _in_phase(run: Run, threshold: Threshold, at: float) -> bool:
    return threshold.phase is None or run.phases.at(at - run.history.settings.start) == threshold.phase


def _counts(run: Run, threshold: Threshold, arrived_at: float) -> bool:
    """Tell whether an event belongs to the threshold's phase, under way included where the baseline's latency asks."""
    bound_seconds = threshold.limit if _is_of_baseline_latency(threshold) else 0.0
    return _in_phase(run, threshold, arrived_at) and _in_phase(run, threshold, arrived_at + bound_seconds)


def _endings(run: Run) -> str:
    """Return how deliveries and calls ended, where any did."""
    ended = [event.data for event in run.history.of(Kind.DELIVERY, Kind.ACKNOWLEDGEMENT) if event.data.get("ended")]
    counts = Counter(str(data.get("status") or data.get("failure")) for data in ended if data.get("genuine", True))
    told = ", ".join(f"{how} ({count} times)" for how, count in sorted(counts.items()))
    return f": it answered {told}" if told else ""


def _doubts(run: Run, invariants: Sequence[InvariantResult], faults: Sequence[FaultResult]) -> Iterator[str]:
    """Say why the run shows less than it seems to."""
    if not run.history.arrivals:
        yield "no event arrived"
    elif not run.history.accepted:
        yield f"the subject accepted no event{_endings(run)}"
    for fault in faults:
        if not fault.injected:
            yield f"{fault.kind} on {fault.on} never struck"
        elif not fault.observed:
            yield f"{fault.kind} on {fault.on} was injected {fault.injected} times and never observed"
    exercised = {result.name for result in invariants if result.exercised}
    for name in run.plan.terms.exercises:
        if name in {result.name for result in invariants} and name not in exercised:
            yield f"{name} was not exercised"
    if run.ended == "deadline":
        yield "work was still going on at the deadline"
    elif run.ended != "quiet":
        yield run.ended


def _verdict(
    invariants: Sequence[InvariantResult], thresholds: Sequence[ThresholdResult], reasons: Sequence[str]
) -> Verdict:
    if any(result.verdict is Verdict.FAIL for result in invariants) or any(not t.ok for t in thresholds):
        return Verdict.FAIL
    if reasons or not any(result.exercised for result in invariants):
        return Verdict.INCONCLUSIVE
    return Verdict.PASS


def judge_scenario(
    scenario: Scenario, conditions: Sequence[ConditionResult], *, complete: bool = True
) -> tuple[Verdict, list[str]]:
    """Return the verdict over all conditions, with reasons for doubt.

    When every condition was run, each invariant of the scenario must have been exercised in one of them; unless not
    ``complete``, as in a world with fewer events.
    """
    verdict = worst(condition.verdict for condition in conditions)
    if not complete or {condition.name for condition in conditions} != set(scenario.conditions):
        return verdict, []
    judged = {result.name for condition in conditions for result in condition.invariants}
    exercised = {result.name for condition in conditions for result in condition.invariants if result.exercised}
    idle = [name for name in scenario.invariants if name in judged and name not in exercised]
    reasons = [f"{name} was exercised under no condition" for name in idle]
    return (worst((verdict, Verdict.INCONCLUSIVE)) if idle else verdict), reasons


__all__ = ["judge", "judge_scenario", "samples_of"]
