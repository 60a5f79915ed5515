"""Results as data: what ``--json`` prints and what reports are made from."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from .verdict import Verdict


class Result(BaseModel):
    """Base of results."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ViolationResult(Result):
    """A violation; ``history`` shows it as journal lines (not in what ``run --json`` prints)."""

    message: str
    key: str | None
    events: list[int]
    history: list[str] = Field(default_factory=list)


class InvariantResult(Result):
    """One invariant under one condition."""

    id: str
    name: str
    verdict: Verdict
    exercised: int
    violated: int = 0
    violations: list[ViolationResult] = Field(default_factory=list)


class FaultResult(Result):
    """A fault or drift with how often it struck and how often the subject met it."""

    kind: str
    on: str
    injected: int
    observed: int


class ThresholdResult(Result):
    """A threshold; ``applies`` is false when the run has no such phase."""

    threshold: str
    samples: int
    value: float | None
    applies: bool
    ok: bool


class Span(Result):
    """Something that lasted, in seconds after the start; ``end`` is ``None`` when it lasted to the end."""

    name: str
    start: float
    end: float | None


class Timeline(Result):
    """A run over time, in seconds after its start, thinned out to what a plot can show."""

    arrivals: list[float]
    latency: list[tuple[float, float]]
    faults: list[Span]
    struck: dict[str, list[float]]
    breakers: dict[str, list[tuple[float, str]]]
    queue_depth: list[tuple[float, int]]
    dead_letters: list[tuple[float, int]]
    duration: float


class ConditionResult(Result):
    """One condition of a scenario; ``timeline`` is not in what ``run --json`` prints."""

    name: str
    about: str
    verdict: Verdict
    digest: str
    seed: int
    events: int
    arrived: int
    accepted: int
    ended: str
    reasons: list[str]
    invariants: list[InvariantResult]
    faults: list[FaultResult]
    slo: list[ThresholdResult]
    phases: list[str]
    timeline: Timeline | None = None
    replay: str = ""


class ScenarioResult(Result):
    """A scenario under its conditions."""

    name: str
    pattern: str
    about: str
    verdict: Verdict
    reasons: list[str]
    conditions: list[ConditionResult]


class LeftOut(Result):
    """A condition that was asked for and cannot be run in this world, and why."""

    scenario: str
    condition: str
    reason: str


class RehearsalResult(Result):
    """Everything that one ``windtunnel run`` found."""

    verdict: Verdict
    seed: int
    version: str
    world: str = "virtual"
    scenarios: list[ScenarioResult]
    left_out: list[LeftOut] = []


def summary(result: RehearsalResult) -> dict[str, Any]:
    """Return what ``windtunnel run --json`` prints: the result without timelines and histories."""
    violations: Any = {"__all__": {"history": True}}
    conditions: Any = {"timeline": True, "invariants": {"__all__": {"violations": violations}}}
    hidden: Any = {"scenarios": {"__all__": {"conditions": {"__all__": conditions}}}}
    return result.model_dump(mode="json", exclude=hidden)


def schema() -> dict[str, Any]:
    """Return the JSON Schema of results, as published in ``docs/schemas/run.schema.json``."""
    title = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "windtunnel run"}
    return {**title, **RehearsalResult.model_json_schema(), "title": "windtunnel run"}
