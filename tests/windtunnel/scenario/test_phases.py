"""Phases."""

from __future__ import annotations

from windtunnel.scenario.model import Condition
from windtunnel.scenario.phases import phases_of

from .rehearsing import errand


def test_a_run_without_disturbance_is_all_baseline() -> None:
    """Calm has one phase."""
    phases = phases_of(Condition())
    assert (phases.names(), phases.at(1e9)) == (["baseline"], "baseline")


def test_a_fault_that_ends_has_baseline_fault_and_recovery() -> None:
    """From its beginning and from its end."""
    phases = phases_of(errand().conditions["chat-down"])
    assert [phases.at(at) for at in (4.9, 5.0, 304.9, 305.0)] == ["baseline", "fault", "fault", "recovery"]
    assert phases.heals == {"chat": 305.0}


def test_what_never_ends_has_no_recovery() -> None:
    """Drift that ships for good, quotas that stay cut."""
    assert phases_of(errand().conditions["dates-changed"]).names() == ["baseline", "fault"]
    assert phases_of(errand().conditions["quota-cut"]).names() == ["fault"]
