"""A scenario for the wire world: its schedule shrunk, its subject's settings exchanged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from windtunnel.contract.drift import DriftDescription
from windtunnel.fault import FaultDescription
from windtunnel.fault.forge_delivery import STALE, ForgeDeliveryDescription

from .model import Arrivals, Condition, Scenario, Wire
from .slo import Threshold

Disturbance = TypeVar("Disturbance", FaultDescription, DriftDescription)
TIMES_OF_FAULT = ("from_", "for_", "spacing", "within")
QUIET_SECONDS_MIN = 5.0
DEADLINE_SECONDS_MAX = 300.0
"""A run that finds no quiet is given up: real time is dear."""


def terms_of(scenario: Scenario, condition: str) -> Wire:
    """Return how a condition is run on the wire: its own terms, settings added to the scenario's."""
    usual, own = scenario.wire, scenario.conditions[condition].wire
    if own is None:
        return usual
    return own.model_copy(
        update={"environment": {**usual.environment, **own.environment}, "slo": _instead(usual.slo, own.slo)}
    )


def on_the_wire(scenario: Scenario, condition: str) -> Scenario:
    """Return ``scenario`` as ``condition`` is run over sockets: only the schedule is scaled, never the subject."""
    terms = terms_of(scenario, condition)
    own = scenario.conditions[condition]
    thresholds = _exchanged(scenario.slo if own.slo is None else own.slo, terms.slo)
    changed = _condition(own, terms).model_copy(
        update={"environment": {**own.environment, **terms.environment}, "slo": thresholds}
    )
    workload = scenario.workload.model_copy(update={"arrivals": _arrivals(scenario.workload.arrivals, terms.scale)})
    quiet = terms.quiet or max(QUIET_SECONDS_MIN, scenario.quiet * terms.scale)
    latest = max(DEADLINE_SECONDS_MAX, 3 * quiet)
    return scenario.model_copy(
        update={
            "conditions": {**scenario.conditions, condition: changed},
            "workload": workload,
            "quiet": quiet,
            "deadline": min(max(10 * QUIET_SECONDS_MIN, scenario.deadline * terms.scale), latest),
        }
    )


def _instead(thresholds: Iterable[Threshold], others: Sequence[Threshold]) -> tuple[Threshold, ...]:
    """Return ``others``, and those of ``thresholds`` whose metric and phase none of them has."""
    replaced = {_scope(each) for each in others}
    return (*(each for each in thresholds if _scope(each) not in replaced), *others)


def _exchanged(thresholds: Sequence[Threshold], others: Sequence[Threshold]) -> tuple[Threshold, ...]:
    """Return ``thresholds`` with those of ``others`` in place of the ones of the same metric and phase."""
    known = {_scope(each) for each in thresholds}
    return _instead(thresholds, [each for each in others if _scope(each) in known])


def _scope(threshold: Threshold) -> tuple[str, str | None]:
    return threshold.metric, threshold.phase


def _condition(condition: Condition, terms: Wire) -> Condition:
    return condition.model_copy(
        update={
            "faults": tuple(_possible(_shrunk(fault, terms.scale)) for fault in condition.faults),
            "drift": tuple(_shrunk(drift, terms.scale) for drift in condition.drift),
            "arrivals": None if condition.arrivals is None else _arrivals(condition.arrivals, terms.scale),
            "redeploy": tuple(each.model_copy(update={"at": each.at * terms.scale}) for each in condition.redeploy),
            "exercises": condition.exercises if terms.exercises is None else terms.exercises,
        }
    )


def _shrunk(disturbance: Disturbance, scale: float) -> Disturbance:
    given = {name: getattr(disturbance, name, None) for name in TIMES_OF_FAULT}
    return disturbance.model_copy(update={name: value * scale for name, value in given.items() if value is not None})


def _possible(fault: FaultDescription) -> FaultDescription:
    """Return ``fault`` without what real time would take too long for: a replay after a quarter of an hour."""
    if not isinstance(fault, ForgeDeliveryDescription):
        return fault
    quick = tuple(flaw for flaw in fault.flaws if flaw != STALE)
    return fault.model_copy(update={"flaws": quick or fault.flaws})


def _arrivals(arrivals: Arrivals, scale: float) -> Arrivals:
    return Arrivals(
        poisson=None if arrivals.poisson is None else arrivals.poisson / scale,
        every=None if arrivals.every is None else arrivals.every * scale,
        over=None if arrivals.over is None else arrivals.over * scale,
        at_most=None if arrivals.at_most is None else arrivals.at_most / scale,
    )
