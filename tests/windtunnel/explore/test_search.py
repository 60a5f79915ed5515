"""The search."""

from __future__ import annotations

from pathlib import Path

import pytest

from windtunnel.content.project import Project
from windtunnel.explore.database import FailureDatabase
from windtunnel.explore.schedule import Schedule
from windtunnel.explore.search import explore, plan_of, survey
from windtunnel.kernel.errors import UnknownNameError
from windtunnel.scenario.model import load

from .exploring import exhausting, project, request
from .exploring import menu as parcel

STRIKES_ONLY = ("refuse", "status", "reset", "lose-answer", "black-hole", "cut-body", "html-body", "latency")
ANSWERS_LOST = {"lose-answer", "cut-body", "html-body", "latency"}
"""Kinds by which the carrier has the parcel and the sender does not know it."""


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_key_per_call_is_found_from_any_seed(tmp_path: Path, seed: int) -> None:
    """And shrunk to three faults: retries used up, and an answer lost or too late."""
    found = explore(project(tmp_path, "key-per-call"), request(tmp_path, seed=seed, kinds=STRIKES_ONLY))
    finding = found.findings[0]
    assert finding.invariant == "no-duplicate-effect"
    assert finding.schedule.faults <= 3
    kinds = {str(strike.fault["kind"]) for strike in finding.schedule.strikes}
    assert kinds & ANSWERS_LOST or finding.schedule.latency is not None


def test_a_key_per_attempt_is_shrunk_to_one_lost_answer(tmp_path: Path) -> None:
    """With nothing else left in the schedule."""
    found = explore(project(tmp_path, "key-per-attempt"), request(tmp_path, kinds=("lose-answer", "refuse", "latency")))
    schedule = found.findings[0].schedule
    assert len(schedule.strikes) == schedule.faults == 1
    assert schedule.latency is None
    assert schedule.arrivals is None
    assert schedule.environment is None


def test_events_forgotten_after_the_last_retry_are_found(tmp_path: Path) -> None:
    """By an outage or by three failures in a row."""
    found = explore(project(tmp_path, "forgets-when-exhausted"), request(tmp_path))
    assert found.findings[0].invariant == "no-lost-event"
    assert found.findings[0].schedule.faults <= 3


def test_nothing_is_held_against_a_careful_subject(tmp_path: Path) -> None:
    """Whatever is drawn: deaths, outages and jumps of the clock included."""
    found = explore(project(tmp_path), request(tmp_path, budget=80))
    assert found.findings == []
    assert found.worlds == 80
    assert found.strikes > 0


def test_goals_raise_coverage(tmp_path: Path) -> None:
    """Repeated requests are struck, too, in most of the ways there are."""
    found = explore(project(tmp_path), request(tmp_path, budget=150))
    missing = found.coverage.missing(found.menu)
    assert len(missing) <= len(found.menu.cells()) // 3


def test_known_failures_are_tried_first(tmp_path: Path) -> None:
    """The second world is the failure; no other has to be drawn."""
    FailureDatabase(tmp_path / "failures" / "parcel").keep(exhausting())
    found = explore(project(tmp_path, "key-per-call"), request(tmp_path))
    assert found.worlds == 2
    assert found.findings[0].known


def test_a_failure_that_was_put_right_is_told(tmp_path: Path) -> None:
    """Its file breaks nothing any more."""
    file = FailureDatabase(tmp_path / "failures" / "parcel").keep(exhausting())
    found = explore(project(tmp_path), request(tmp_path, budget=5))
    assert found.healed == [file]


def test_what_is_found_is_kept(tmp_path: Path) -> None:
    """In its smallest form."""
    found = explore(project(tmp_path, "key-per-attempt"), request(tmp_path))
    kept = [schedule for _, schedule in FailureDatabase(tmp_path / "failures" / "parcel")]
    assert kept == [found.findings[0].schedule]


def test_a_search_ends_in_time(tmp_path: Path) -> None:
    """With no time at all, only the calm world is run."""
    assert explore(project(tmp_path), request(tmp_path, seconds=0.0)).worlds == 1


def test_a_subject_that_fails_in_a_calm_world_needs_no_fault(tmp_path: Path) -> None:
    """The schedule is empty."""
    own = project(tmp_path)
    sender = own.roots[0] / "adapters" / "sender.py"
    sender.write_text(sender.read_text().replace("                await self.ship(order)\n", "                pass\n"))
    found = explore(own, request(tmp_path))
    assert [(each.invariant, each.schedule) for each in found.findings] == [("no-lost-event", Schedule())]


def test_an_unknown_scenario_is_refused(tmp_path: Path) -> None:
    """With what was probably meant."""
    with pytest.raises(UnknownNameError, match="did you mean 'parcel'"):
        explore(project(tmp_path), request(tmp_path, scenario="parcels"))


def test_a_survey_tells_what_can_go_wrong(tmp_path: Path) -> None:
    """From one calm world."""
    own = project(tmp_path)
    menu, calm = survey(own, plan_of(load(own, "parcel"), 1, 4))
    assert calm.clean
    assert menu.operations == {("erp", "CreateParcel"): 4}
    assert menu.seconds == pytest.approx(0.3)


def test_a_survey_tells_when_a_job_works_on_what_arrived() -> None:
    """Leads are scored at night, three hours after the start; a webhook's work has no hours of its own."""
    own = Project(Path(__file__).resolve().parents[3])
    menu, _ = survey(own, plan_of(load(own, "lead-scoring"), 1, 2))
    assert menu.job is not None
    first, last = menu.job
    assert first == pytest.approx(10_800.0)
    assert first + 5.0 < last < first + 120.0
    assert parcel().job is None


def test_a_few_events_arrive_at_the_rate_of_all() -> None:
    """Six of twenty-four in a quarter of the time; a rate, and as many as the scenario has, stay as they are."""
    own = Project(Path(__file__).resolve().parents[3])
    scenario = load(own, "lead-scoring")
    plans = {events: plan_of(scenario, 6, events).scenario.workload.arrivals for events in (6, 24, 48)}
    assert {events: arrivals.over for events, arrivals in plans.items()} == {6: 1_350.0, 24: 5_400.0, 48: 5_400.0}
    triage = load(own, "spoke-swap")
    assert plan_of(triage, 1, 6).scenario is triage
