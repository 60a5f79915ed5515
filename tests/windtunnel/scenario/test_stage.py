"""What every run has."""

from __future__ import annotations

from windtunnel.scenario.stage import host_of

from .rehearsing import run


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
