"""Explored worlds."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest

from windtunnel.explore.schedule import WEBHOOK, Jitter, Jump, Schedule, Spread
from windtunnel.explore.verdict import World, judge_world
from windtunnel.explore.world import TAIL_SECONDS, Explored, explore_world, planned
from windtunnel.kernel.errors import UsageError
from windtunnel.kernel.journal import Kind

from .exploring import PROJECT, plan, strike


def explored(schedule: Schedule, *, patient: bool = False, mistake: str = "none") -> Explored:
    """A world of the parcel."""
    return explore_world(PROJECT, plan(mistake), schedule, patient=patient)


def sent(world: Explored) -> list[float]:
    """When requests were sent, in seconds after the start."""
    start = world.run.history.settings.start
    return [round(attempt.start - start, 6) for attempt in world.run.history.attempts]


def duration(world: Explored) -> float:
    """How long the world lasted until its last event."""
    return world.run.history.events[-1].at - world.run.history.settings.start


def test_a_strike_hits_its_request_and_no_other() -> None:
    """The third parcel is refused, then sent again."""
    world = explored(Schedule(strikes=(strike(2, kind="refuse"),)))
    assert [attempt.faults for attempt in world.run.history.attempts if attempt.faults] == [["refuse"]]
    assert world.run.history.attempts[2].faults == ["refuse"]
    assert world.operations == {("erp", "CreateParcel"): 7}
    assert world.struck == {("refuse", "erp", "CreateParcel", "first"): 1}


def test_taking_a_strike_away_leaves_the_places_of_others() -> None:
    """Faults draw from streams of their own: the slow answer is as slow as before."""
    slow = strike(4, kind="latency", least=0.5, most=1.5)
    one = explored(Schedule(strikes=(slow,)))
    two = explored(Schedule(strikes=(strike(0, "tracker", WEBHOOK, kind="duplicate-delivery"), slow)))
    slowest = [max(a.end - a.start for a in w.run.history.attempts if a.end is not None) for w in (one, two)]
    assert slowest[0] == pytest.approx(slowest[1])
    assert slowest[0] > 0.5


def test_a_delivery_is_struck() -> None:
    """The second order is announced twice."""
    world = explored(Schedule(strikes=(strike(1, "tracker", WEBHOOK, kind="duplicate-delivery"),)))
    keys = [event.key for event in world.run.history.of(Kind.ACKNOWLEDGEMENT)]
    assert Counter(keys) == Counter([*(f"order-{n}" for n in range(1, 7)), "order-2"])


def test_a_hasty_world_ends_soon_after_its_last_event() -> None:
    """A patient one waits for the scenario's five minutes, and neither sees anything more."""
    hasty, patient = explored(Schedule()), explored(Schedule(), patient=True)
    assert duration(hasty) == duration(patient)
    assert hasty.run.ended == patient.run.ended == "quiet"
    assert TAIL_SECONDS < 300


def test_a_hasty_world_waits_for_what_is_open() -> None:
    """An order whose retries are used up is sent again a minute later."""
    refused = tuple(strike(n, kind="refuse") for n in range(5, 8))
    world = explored(Schedule(strikes=refused))
    assert duration(world) > 60
    assert len(world.run.history.outcomes) == 6


def test_a_hasty_world_waits_for_a_subject_in_doubt() -> None:
    """The effect is there, the subject does not know: it is about to ask again."""
    world = explored(Schedule(strikes=tuple(strike(n, kind="lose-answer") for n in range(5, 8))))
    assert duration(world) > 60


def holding(seconds: float, growth: int = 0) -> World:
    """Judge a hasty world of a subject that holds on to its work for so long after a parcel was sent."""
    made = plan()
    environment = {"MISTAKE": "none", "AFTERWARDS_SECONDS": str(seconds)}
    changes = {
        "subject": made.scenario.subject.model_copy(update={"environment": environment}),
        "invariants": {"resources-returned": {"growth": growth}},
    }
    return judge_world(PROJECT, replace(made, scenario=made.scenario.model_copy(update=changes)), Schedule())


def test_a_hasty_world_waits_for_what_the_subject_holds() -> None:
    """A timer of a minute is no leak, one that goes on for ever is; what is allowed is not waited for."""
    for seconds, growth, broken, lasted in ((60.0, 0, False, True), (1e6, 0, True, False), (60.0, 6, False, False)):
        world = holding(seconds, growth)
        assert ("resources-returned" in world.broken) == broken
        assert world.explored is not None
        quiet = next(e for e in world.explored.run.history.facts["resources"] if e.data["moment"] == "quiet")
        assert (60.0 < quiet.at - world.explored.run.history.settings.start < 80.0) == lasted


def test_a_hasty_world_waits_for_an_answer_that_is_under_way() -> None:
    """The effect of the last request is there long before the subject has read what it was told."""
    drip = strike(5, kind="slow-drip", bytes=1, pause=1.5)
    world = explored(Schedule(strikes=(drip,)))
    (slow,) = [attempt for attempt in world.run.history.attempts if attempt.faults]
    assert slow.end is not None
    assert slow.end - slow.start > 2 * TAIL_SECONDS
    assert (slow.outcome, slow.status) == ("ok", 201)


def test_latency_and_arrivals_follow_their_own_seeds() -> None:
    """The same seeds give the same world, others another one."""
    schedules = [
        Schedule(arrivals=Spread(seed=seed, within=1.0), latency=Jitter(seed=seed, least=0.1, most=0.4))
        for seed in (1, 1, 2)
    ]
    one, again, other = (explored(schedule).run.journal.digest() for schedule in schedules)
    assert one == again
    assert one != other


def test_only_the_latency_changes_with_the_seed_of_latency() -> None:
    """Arrivals stay where they are."""
    worlds = [explored(Schedule(latency=Jitter(seed=seed, least=0.1, most=0.4))) for seed in (1, 2)]
    assert sent(worlds[0]) == sent(worlds[1])
    assert worlds[0].run.journal.digest() != worlds[1].run.journal.digest()


def test_the_subject_dies_with_the_settings_that_let_it_survive() -> None:
    """What it kept in a file is sent after it is back."""
    death = {"kind": "kill-subject", "from": 0.25, "for": 2.0}
    world = explored(Schedule(disturbances=(death,), environment="killed"))
    assert len(world.run.history.deaths) == 1
    assert len(world.run.history.outcomes) == 6
    assert world.struck["kill-subject", "subject", "*", "lasting"] == 1


def test_the_subjects_clock_jumps_and_the_worlds_does_not() -> None:
    """Events of the journal go on as ever."""
    calm, jumped = explored(Schedule()), explored(Schedule(jumps=(Jump(at=0.2, seconds=3600),)))
    assert sent(calm) == sent(jumped)
    assert jumped.struck == {("clock-jump", "subject", "*", "lasting"): 1}


def test_a_strike_on_a_role_that_is_not_there_is_refused() -> None:
    """By name."""
    with pytest.raises(UsageError, match="the scenario parcel has no role 'crm'"):
        explored(Schedule(strikes=(strike(0, "crm", kind="refuse"),)))


def test_a_fault_that_lasts_cannot_be_a_strike() -> None:
    """It is told where it belongs."""
    with pytest.raises(UsageError, match="expire-tokens lasts for a time"):
        explored(Schedule(strikes=(strike(0, kind="expire-tokens"),)))


def test_settings_of_an_unknown_condition_are_refused() -> None:
    """With what was probably meant."""
    with pytest.raises(UsageError, match="did you mean 'killed'"):
        planned(plan(), Schedule(environment="kiled"))


def test_a_world_whose_clock_is_set_waits_for_what_is_late() -> None:
    """What was planned an hour ahead happens an hour later; nobody is patient without a reason."""
    usual = plan().scenario.quiet
    ahead = Schedule(jumps=(Jump(at=1, seconds=3600, lasts=60), Jump(at=2, seconds=-60)))
    assert planned(plan(), ahead).scenario.quiet == usual + 3600
    assert planned(plan(), Schedule()).scenario.quiet == usual
