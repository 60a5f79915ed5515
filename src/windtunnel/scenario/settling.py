"""When a run over sockets is over: real time is dear, so silence is short once there is nothing left to wait for."""

from __future__ import annotations

from windtunnel.fault.kill_subject import KillSubjectDescription

from .history import History
from .model import Scenario, Wire

SETTLED_SECONDS = 10.0
"""How long nothing may happen once everything is done, unless the scenario says otherwise."""


def everything_done(history: History) -> bool:
    """Tell whether every event that arrived is through, and every request that was sent is over.

    An event is through when it has all required outcomes, or was reported as rejected or handed to a person. A dead
    letter is not through: it may come back.
    """
    if not history.settings.required or not history.arrivals:
        return False
    if any(attempt.answer is None for attempt in history.attempts):
        return False
    return all(
        history.has_required_outcomes(key) or key in history.rejections or key in history.reviews
        for key in history.arrivals
    )


def settled_seconds(scenario: Scenario, condition: str, terms: Wire) -> float:
    """Return how long nothing may happen once everything is done, before a run is over.

    A subject that was killed takes things up again when its leases lapse, so nothing is shortened for it.

    Args:
        scenario: as it is run over sockets.
        condition: which one is run.
        terms: how.
    """
    if any(isinstance(fault, KillSubjectDescription) for fault in scenario.conditions[condition].faults):
        return scenario.quiet
    return min(scenario.quiet, SETTLED_SECONDS if terms.settled is None else terms.settled)
