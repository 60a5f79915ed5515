"""Runs over sockets, with the subject in a process of its own."""

from __future__ import annotations

from windtunnel.kernel.journal import Kind
from windtunnel.scenario.judge import judge
from windtunnel.scenario.model import Wire, load
from windtunnel.scenario.stage import Plan, Run
from windtunnel.scenario.verdict import Verdict
from windtunnel.scenario.wire_run import run_on_wire
from windtunnel.scenario.workload import read_rows

from .rehearsing import PROJECT, ROOT, violated


def on_wire(name: str, condition: str, mistake: str = "none", count: int = 8) -> Run:
    """Run one condition, ten times as fast."""
    wire = Wire(scale=0.1, quiet=3.0, environment={"MISTAKE": mistake})
    scenario = load(PROJECT, name).model_copy(update={"wire": wire})
    rows = read_rows(ROOT / "scenarios" / scenario.workload.input, {})
    return run_on_wire(PROJECT, Plan(scenario, condition, rows, count, 1))


def test_a_scenario_that_passes_in_a_virtual_world_passes_over_sockets() -> None:
    """Webhooks in, vendor calls out, the same invariants on the same kind of journal."""
    run = on_wire("errand", "forged")
    result = judge(run)
    assert (result.verdict, result.reasons) == (Verdict.PASS, []), violated(result)
    assert len(run.history.arrivals) == 8
    assert [(fault.kind, fault.observed > 0) for fault in result.faults] == [("forge-delivery", True)]


def test_a_mistake_is_caught_over_sockets_too() -> None:
    """The one that believes everybody who calls its webhook."""
    assert "webhook-authenticity" in violated(judge(on_wire("errand", "forged", "believes-everybody")))


def test_a_subject_is_killed_and_finds_its_notes_again() -> None:
    """SIGKILL, twice."""
    run = on_wire("clerk", "killed", count=20)
    deaths = [event for event in run.journal.of(Kind.FAULT) if event.data["state"] == "begins"]
    assert len(deaths) == 2
    assert "no-lost-event" not in violated(judge(run))
