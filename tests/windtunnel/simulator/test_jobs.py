"""Asynchronous jobs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.windtunnel.building import contract, system
from windtunnel.kernel.clock import EPOCH, SteppedClock
from windtunnel.simulator import Conflicting, System
from windtunnel.simulator.jobs import ENDED, TRANSITIONS, JobEvent, JobFailed, Jobs, JobState, Pace


class Mill(System):
    """A system whose jobs grind grain."""

    def begin(self) -> None:
        """Make the engine."""
        self.moves: list[tuple[float, str, int]] = []
        pace = Pace(queue_seconds=2.0, step_seconds=5.0, items_per_step=2)
        self.jobs = Jobs(self, {"grind": self.grind}, pace, self.observe)

    def grind(self, arguments: Mapping[str, Any], item: Any) -> str:
        """Make flour of one grain."""
        if item == "stone":
            raise JobFailed("a stone")
        if item == "old":
            raise Conflicting("ground already")
        self.store["flour"].put(str(item), {"from": item})
        return f"{item} {arguments['grade']}"

    def observe(self, job: Mapping[str, Any]) -> None:
        """Write down every move."""
        self.moves.append((self.clock.now() - EPOCH, job["state"], len(job["results"])))


def mill() -> tuple[Mill, SteppedClock]:
    """Return a mill and its clock."""
    clock = SteppedClock()
    of = system(contract({}), Mill, clock)
    assert isinstance(of, Mill)
    return of, clock


def test_a_job_is_worked_off_step_by_step_on_the_worlds_clock() -> None:
    """It waits, begins, and every step does the next items: effects appear as time passes."""
    of, clock = mill()
    job = of.jobs.submit("grind", ["rye", "oat", "spelt"], grade="fine")
    assert job["state"] == JobState.QUEUED
    clock.advance(7)
    assert of.store["flour"].ids() == ["rye", "oat"]
    clock.advance(100)
    assert of.moves == [(2, "working", 0), (7, "working", 2), (12, "completed", 3)]
    done = of.jobs.get(job["id"])
    assert done is not None
    assert done["results"] == ("rye fine", "oat fine", "spelt fine")
    assert (done["begun_at"] - EPOCH, done["ended_at"] - EPOCH, done["error"]) == (2, 12, None)


def test_a_job_without_items_completes() -> None:
    """After one step."""
    of, clock = mill()
    job = of.jobs.submit("grind", [], job_id="J1")
    clock.advance(7)
    assert (job["id"], of.moves[-1]) == ("J1", (7, "completed", 0))


@pytest.mark.parametrize(("bad", "error"), [("stone", "a stone"), ("old", "ground already")])
def test_a_job_fails_with_its_reason_and_keeps_what_was_done(bad: str, error: str) -> None:
    """Nothing after the failure is worked on."""
    of, clock = mill()
    job = of.jobs.submit("grind", ["rye", bad, "oat"], grade="fine")
    clock.advance(100)
    failed = of.jobs.get(job["id"])
    assert failed is not None
    assert (failed["state"], failed["error"], failed["results"]) == ("failed", error, ("rye fine",))
    assert of.store["flour"].ids() == ["rye"]


@pytest.mark.parametrize(("at", "results"), [(1, 0), (7, 2)])
def test_a_job_can_be_aborted_until_it_has_ended(at: float, results: int) -> None:
    """Queued or working; what it did stays."""
    of, clock = mill()
    job = of.jobs.submit("grind", ["rye", "oat", "spelt"], grade="fine")
    clock.advance(at)
    assert of.jobs.abort(job["id"])
    clock.advance(100)
    assert of.moves[-1] == (at, "aborted", results)
    assert not of.jobs.abort(job["id"])
    assert not of.jobs.abort("unknown")


def test_a_snapshot_carries_jobs_half_done() -> None:
    """The fork finishes the job on its own clock, and neither disturbs the other."""
    of, clock = mill()
    job = of.jobs.submit("grind", ["rye", "oat", "spelt"], grade="fine")
    clock.advance(7)
    twin_clock = SteppedClock(clock.now())
    twin = of.fork(twin_clock)
    assert isinstance(twin, Mill)
    twin_clock.advance(100)
    finished, still = twin.jobs.get(job["id"]), of.jobs.get(job["id"])
    assert finished is not None
    assert still is not None
    assert (finished["state"], still["state"]) == ("completed", "working")
    assert [each["id"] for each in twin.jobs.all()] == [job["id"]]


def test_jobs_are_no_effects() -> None:
    """Only what they do to the system's records is."""
    of, clock = mill()
    seen: list[str] = []
    of.on_effect = lambda effect, call: seen.append(effect.collection)
    of.jobs.submit("grind", ["rye"], grade="fine")
    clock.advance(100)
    assert seen == ["flour"]


def test_the_table_leads_from_every_state_to_an_end_and_never_out_of_one() -> None:
    """An ended job does not move."""
    for state in JobState:
        out = [target for (source, _), target in TRANSITIONS.items() if source is state]
        assert bool(out) is (state not in ENDED)
    assert TRANSITIONS[JobState.QUEUED, JobEvent.BEGIN] is JobState.WORKING


def test_work_that_nobody_knows_is_a_mistake_of_ours() -> None:
    """Found when it is submitted."""
    with pytest.raises(AssertionError, match="no work is called 'bake'; there are grind"):
        mill()[0].jobs.submit("bake", [])
