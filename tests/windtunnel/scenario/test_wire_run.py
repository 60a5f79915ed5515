"""Runs over sockets, with the subject in a process of its own."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from windtunnel.kernel.clock import SteppedClock
from windtunnel.kernel.journal import Journal, Kind
from windtunnel.scenario.judge import judge
from windtunnel.scenario.model import Redeployment, Wire, load
from windtunnel.scenario.scaling import on_the_wire
from windtunnel.scenario.stage import Plan, Run
from windtunnel.scenario.verdict import Verdict
from windtunnel.scenario.wire_run import PatientCourier, WireStage, run_on_wire
from windtunnel.scenario.workload import read_rows
from windtunnel.world.courier import DeliveryOutcome, Parcel
from windtunnel.world.http import Request, Response

from .rehearsing import PROJECT, ROOT, violated

pytestmark = pytest.mark.thorough


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


def test_nothing_is_delivered_before_the_subject_is_ready() -> None:
    """A handshake that a vendor begins at once waits; afterwards it is carried as ever."""

    async def main() -> list[str]:
        began, clock = asyncio.Event(), SteppedClock()
        journal = Journal(clock.now)
        asked: list[str] = []

        async def answer(request: Request) -> Response:
            asked.append(request.path)
            return Response(200)

        courier = PatientCourier(began, "chat", answer, clock, journal, lambda request: "k", ())
        outcomes: list[DeliveryOutcome] = []
        courier.send(Parcel("https://subject.windtunnel.test/events", (), b"{}", 3.0, "e"), outcomes.append)
        await asyncio.gather(*[asyncio.to_thread(len, asked) for _ in range(3)])
        assert (asked, len(journal), courier.pending) == ([], 0, 1)
        began.set()
        async with asyncio.timeout(10):
            while courier.pending:
                await asyncio.to_thread(len, asked)
        assert [outcome.status for outcome in outcomes] == [200]
        return asked

    assert asyncio.run(main()) == ["/events"]


def test_a_setting_that_names_a_broker_has_one_at_its_address() -> None:
    """While the run lasts, and in no other run; a redeployment can name it, too."""
    scenario = load(PROJECT, "errand")
    plan = Plan(on_the_wire(scenario, "calm"), "calm", read_rows(ROOT / "scenarios" / "tickets.csv", {}), 1, 1, "wire")
    assert not any("nats" in text for text in WireStage(PROJECT, plan, 1.0).texts())
    later = Redeployment(at=1.0, environment={"BROKER_URL": "{nats.url}"})
    changed = scenario.conditions["calm"].model_copy(update={"redeploy": (later,)})
    named = plan.scenario.model_copy(update={"conditions": {"calm": changed}})
    assert "{nats.url}" in list(WireStage(PROJECT, replace(plan, scenario=named), 1.0).texts())
