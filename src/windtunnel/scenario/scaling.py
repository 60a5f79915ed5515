"""A scenario for the wire world: its schedule shrunk, its subject's settings exchanged."""

from __future__ import annotations

from typing import TypeVar

from windtunnel.contract.drift import DriftDescription
from windtunnel.fault import FaultDescription
from windtunnel.fault.forge_delivery import STALE, ForgeDeliveryDescription

from .model import Arrivals, Condition, Scenario, Wire

Disturbance = TypeVar("Disturbance", FaultDescription, DriftDescription)
TIMES_OF_FAULT = ("from_", "for_", "spacing", "within")
QUIET_SECONDS_MIN = 5.0


def terms_of(scenario: Scenario, condition: str) -> Wire:
    """Return how a condition is run on the wire: its own terms, settings added to the scenario's."""
    usual, own = scenario.wire, scenario.conditions[condition].wire
    if own is None:
        return usual
    return own.model_copy(update={"environment": {**usual.environment, **own.environment}})


def on_the_wire(scenario: Scenario, condition: str) -> Scenario:
    """Return ``scenario`` as ``condition`` is run over sockets: only the schedule is scaled, never the subject."""
    terms = terms_of(scenario, condition)
    own = scenario.conditions[condition]
    changed = _condition(own, terms).model_copy(update={"environment": {**own.environment, **terms.environment}})
    workload = scenario.workload.model_copy(update={"arrivals": _arrivals(scenario.workload.arrivals, terms.scale)})
    return scenario.model_copy(
        update={
            "conditions": {**scenario.conditions, condition: changed},
            "workload": workload,
            "quiet": terms.quiet or max(QUIET_SECONDS_MIN, scenario.quiet * terms.scale),
            "deadline": max(10 * QUIET_SECONDS_MIN, scenario.deadline * terms.scale),
        }
    )


def _condition(condition: Condition, terms: Wire) -> Condition:
    return condition.model_copy(
        update={
            "faults": tuple(_possible(_shrunk(fault, terms.scale)) for fault in condition.faults),
            "drift": tuple(_shrunk(drift, terms.scale) for drift in condition.drift),
            "arrivals": None if condition.arrivals is None else _arrivals(condition.arrivals, terms.scale),
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
    )
