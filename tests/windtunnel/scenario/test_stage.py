"""What every run has."""

from __future__ import annotations

from windtunnel.kernel.journal import Kind
from windtunnel.scenario.judge import judge
from windtunnel.scenario.model import load
from windtunnel.scenario.stage import Plan, host_of
from windtunnel.scenario.verdict import Verdict
from windtunnel.scenario.virtual_run import run_condition
from windtunnel.scenario.workload import read_rows

from .rehearsing import PROJECT, ROOT, run


def test_every_role_has_an_address_of_its_own() -> None:
    """In a domain that leads nowhere."""
    assert host_of("crm") == "crm.windtunnel.test"


def test_a_run_ends_when_nothing_happens_any_more() -> None:
    """After the scenario's quiet time, and says so."""
    made = run("calm", count=3)
    assert made.ended == "quiet"
    assert set(made.history.accepted) == set(made.history.arrivals)


def test_canaries_are_known_before_anything_happens() -> None:
    """Every secret credential of every system, and of its webhooks."""
    secrets = run("calm", count=1).history.settings.secrets
    assert any(name.startswith("helpdesk.") for name in secrets)


def test_a_subject_is_replaced_with_other_settings_and_a_role_with_another_system() -> None:
    """What was never called by the new instance leaves the run in doubt."""
    scenario = load(PROJECT, "clerk")
    rows = read_rows(ROOT / "scenarios" / scenario.workload.input, {})
    made = run_condition(PROJECT, Plan(scenario, "replaced", rows, 20, 1))
    took = [event.data["duration_seconds"] for event in made.history.of(Kind.ACKNOWLEDGEMENT)]
    assert (took[0], took[-1]) == (0.5, 1.5)
    result = judge(made)
    assert [(fault.kind, fault.injected, fault.observed) for fault in result.faults] == [("redeploy:room", 1, 0)]
    assert result.verdict is Verdict.INCONCLUSIVE
