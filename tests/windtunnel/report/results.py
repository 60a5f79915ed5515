"""A rehearsal result with one of everything, for reports."""

from __future__ import annotations

from windtunnel.scenario.result import (
    ConditionResult,
    FaultResult,
    InvariantResult,
    RehearsalResult,
    ScenarioResult,
    Span,
    ThresholdResult,
    Timeline,
    ViolationResult,
)
from windtunnel.scenario.verdict import Verdict

SCRIPT = "</script><script>document.title='owned'</script>"


def result() -> RehearsalResult:
    """One scenario: a condition that passes, one that fails, one that shows nothing."""
    conditions = [
        _condition("calm", Verdict.PASS),
        _condition("broken", Verdict.FAIL),
        _condition("idle", Verdict.INCONCLUSIVE),
    ]
    scenario = ScenarioResult(
        name="errand",
        pattern="webhook",
        about=f"An errand {SCRIPT}",
        verdict=Verdict.FAIL,
        reasons=["breaker-opens was exercised under no condition"],
        conditions=conditions,
    )
    return RehearsalResult(verdict=Verdict.FAIL, seed=7, version="0.1.0", scenarios=[scenario])


def _condition(name: str, verdict: Verdict) -> ConditionResult:
    violation = ViolationResult(message=f"posted happened 2 times {SCRIPT}", key="7", events=[1], history=['{"a":1}'])
    violations = [violation] if verdict is Verdict.FAIL else []
    exercised = 0 if verdict is Verdict.INCONCLUSIVE else 5
    return ConditionResult(
        name=name,
        about="What it rehearses",
        verdict=verdict,
        digest="ab" * 32,
        seed=7,
        events=10,
        arrived=5,
        accepted=5,
        ended="quiet",
        reasons=["refuse on chat never struck"] if verdict is Verdict.INCONCLUSIVE else [],
        invariants=[
            InvariantResult(
                id="I02",
                name="no-duplicate-effect",
                verdict=verdict,
                exercised=exercised,
                violated=len(violations),
                violations=violations,
            )
        ],
        faults=[FaultResult(kind="refuse", on="chat", injected=3, observed=3)],
        slo=[
            ThresholdResult(threshold="latency p(95)<3s", samples=5, value=1.5, applies=True, ok=True),
            ThresholdResult(threshold="success{phase:recovery} rate>=1", samples=0, value=None, applies=False, ok=True),
        ],
        phases=["baseline"],
        timeline=_timeline(),
        replay=f"windtunnel replay out/errand/{name}/receipt.json",
    )


def _timeline() -> Timeline:
    return Timeline(
        arrivals=[0.0, 1.0],
        latency=[(0.0, 0.5), (1.0, 0.7)],
        faults=[Span(name="refuse on chat", start=0.5, end=None)],
        struck={"refuse on chat": [0.6]},
        breakers={"chat": [(0.7, "open"), (1.5, "closed")]},
        queue_depth=[(0.0, 1), (0.5, 0)],
        dead_letters=[(0.6, 1)],
        duration=2.0,
    )
