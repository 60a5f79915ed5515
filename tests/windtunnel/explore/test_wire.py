"""A schedule over sockets."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.content.project import Project
from windtunnel.explore.schedule import Jump, Schedule
from windtunnel.explore.search import plan_of
from windtunnel.explore.verdict import broken_in
from windtunnel.explore.wire import explore_on_wire, require_wire
from windtunnel.fault.back_ends import BackEndError
from windtunnel.kernel.errors import UsageError
from windtunnel.kernel.journal import Kind
from windtunnel.scenario.model import load
from windtunnel.scenario.stage import Plan

from .exploring import exhausting, plan, project, strike


def impatient(folder: Path, mistake: str) -> tuple[Project, Plan]:
    """The parcel with a subject that tries again within a second, so that real time is short."""
    own = project(folder, mistake)
    sender = own.roots[0] / "adapters" / "sender.py"
    sender.write_text(sender.read_text().replace("AGAIN_SECONDS = 60.0", "AGAIN_SECONDS = 0.5"))
    scenario = own.roots[0] / "scenarios" / "parcel.yaml"
    scenario.write_text(f"{scenario.read_text()}\nwire: {{quiet: 2s}}\n")
    return own, plan_of(load(own, "parcel"), 1, 6)


def test_strikes_keep_their_places_over_sockets(tmp_path: Path) -> None:
    """The faults of the schedule strike the requests that it names, and break what they broke in the virtual world."""
    own, asked = impatient(tmp_path, "key-per-call")
    run = explore_on_wire(own, asked, exhausting())
    assert [fault.injected for fault in run.faults] == [1, 1, 1]
    struck = [event.data["faults"] for event in run.history.of(Kind.ANSWER) if event.data["faults"]]
    assert struck == [["refuse"], ["refuse"], ["lose-answer"]]
    assert list(broken_in(run)) == ["no-duplicate-effect"]


def test_an_outage_is_an_outage_over_sockets(tmp_path: Path) -> None:
    """What lasts is scaled and carried over, and a sound subject holds."""
    own, asked = impatient(tmp_path, "none")
    away = Schedule(disturbances=({"on": "erp", "kind": "refuse", "from": 0.0, "for": 0.7},))
    run = explore_on_wire(own, asked, away)
    assert run.faults[0].injected > 0
    assert run.ended == "quiet"
    assert broken_in(run) == {}


def test_a_clock_jump_is_refused() -> None:
    """A process of its own reads the machine's clock."""
    with pytest.raises(UsageError, match="clock-jump cannot be made in the wire world: the subject is a process"):
        require_wire(plan(), Schedule(jumps=(Jump(at=1.0, seconds=60.0),)))


@pytest.mark.parametrize(("kind", "reason"), [("dns-failure", "no name is looked up"), ("tls-failure", "handshake")])
def test_a_fault_that_sockets_cannot_do_is_refused(kind: str, reason: str) -> None:
    """With its kind and why."""
    with pytest.raises(BackEndError, match=f"{kind} cannot be made by the wire back end: .*{reason}"):
        require_wire(plan(), Schedule(strikes=(strike(0, kind=kind),)))


def test_a_scenario_that_is_not_run_there_is_refused() -> None:
    """With its own reason."""
    asked = plan()
    terms = asked.scenario.wire.model_copy(update={"cannot": "its times are days"})
    elsewhere = Plan(asked.scenario.model_copy(update={"wire": terms}), *(asked.condition, asked.rows, 6, 1))
    with pytest.raises(UsageError, match="the scenario is not run in the wire world: its times are days"):
        require_wire(elsewhere, Schedule())
