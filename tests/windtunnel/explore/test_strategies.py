"""Drawing schedules."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import find, given, settings

from windtunnel.explore.menu import menu_of
from windtunnel.explore.occurrence import EVERYTHING, Cell, Phase
from windtunnel.explore.schedule import Schedule, parse_schedule
from windtunnel.explore.strategies import LASTING, LATER, _aimed, _arrivals, _moments, _Strikes, schedules
from windtunnel.explore.world import planned

from ..scenario.rehearsing import errand
from .exploring import menu, plan

ERRAND = menu_of(
    errand(),
    {("chat", "PostMessage"): 6, ("helpdesk", "CreateToken"): 1, ("ai", "Answer"): 6},
    ("helpdesk",),
    ("helpdesk",),
    6,
    2.5,
)


@settings(max_examples=50, deadline=None, database=None)
@given(schedules(menu()))
def test_every_schedule_fits_the_scenario(schedule: Schedule) -> None:
    """It can be planned, written and read, and no place is struck twice."""
    assert planned(plan(), schedule).terms is not None
    assert parse_schedule(schedule.text()) == schedule
    places = [strike.place for strike in schedule.strikes]
    assert places == sorted(set(places))


@settings(max_examples=50, deadline=None, database=None)
@given(schedules(menu()))
def test_places_lie_where_requests_were_seen_or_a_little_later(schedule: Schedule) -> None:
    """Bursts go on behind them, for faults cause retries."""
    assert all(strike.occurrence < 6 + LATER + 5 for strike in schedule.strikes)


def test_every_single_strike_has_its_number() -> None:
    """Each place with each fault that fits it and each occurrence, once; also where nothing fits."""
    for kinds in (ERRAND.kinds, frozenset({"status"}), frozenset({"duplicate-delivery"}), frozenset[str]()):
        some = replace(ERRAND, kinds=kinds)
        expected = [
            (role, operation, number, fault)
            for role, operation, count in some.places()
            for fault in some.fitting(role, operation)
            for number in range(count + LATER)
        ]
        strikes = _Strikes(some)
        drawn = [strikes[index]["strikes"][0] for index in range(len(strikes))]
        assert [(each.on, each.operation, each.occurrence, dict(each.fault)) for each in drawn] == expected


@pytest.mark.thorough
def test_systems_stop_one_after_the_other_and_come_back_in_another_order() -> None:
    """Swizzle-clog is among what is drawn."""

    def swizzled(schedule: Schedule) -> bool:
        spells = [(each["from"], each["from"] + each["for"]) for each in schedule.disturbances if "for" in each]
        refused = {each["on"] for each in schedule.disturbances if each["kind"] == "refuse"}
        ends = [end for _, end in sorted(spells)]
        return len(refused) >= 2 and len(spells) == len(refused) and ends != sorted(ends)

    assert find(schedules(ERRAND), swizzled, settings=settings(max_examples=5000, database=None, deadline=None))


def disturbed_by(kind: str) -> Callable[[Schedule], bool]:
    """Return what tells schedules with such a disturbance from others."""
    return lambda schedule: any(each["kind"] == kind for each in schedule.disturbances)


def test_everything_that_lasts_is_drawn() -> None:
    """Outages, expired tokens, cut quotas, drift and jumps of the clock."""
    for wanted in ("refuse", "expire-tokens", "scale-quota"):
        found = find(schedules(ERRAND), disturbed_by(wanted))
        assert found.faults == 1
    assert find(schedules(ERRAND), lambda schedule: bool(schedule.drift)).faults == 1
    assert find(schedules(ERRAND), lambda schedule: bool(schedule.jumps)).faults == 1


def test_goals_are_aimed_at() -> None:
    """A repeated request is struck after one that failed before it."""
    goal: Cell = ("lose-answer", "erp", "CreateParcel", "again")
    found = find(
        schedules(menu(), [goal]),
        lambda schedule: (
            len(schedule.strikes) >= 3
            and schedule.strikes[0].fault == {"kind": "status", "status": 503}
            and schedule.strikes[-1].fault["kind"] == "lose-answer"
        ),
        settings=settings(max_examples=2000, database=None, deadline=None),
    )
    numbers = [strike.occurrence for strike in found.strikes]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_what_lasts_is_aimed_at_too() -> None:
    """An outage of one kind of one role; a jump of the clock."""
    wanted: Cell = ("black-hole", "ai", EVERYTHING, Phase.LASTING.value)
    pieces = {str(piece) for piece in _aimed(ERRAND, wanted, [list(lasting(ERRAND)) for lasting in LASTING])}
    assert pieces
    assert all("'on': 'ai', 'kind': 'black-hole'" in piece for piece in pieces)
    jumped: Cell = ("clock-jump", "subject", EVERYTHING, Phase.LASTING.value)
    assert all("jumps" in piece for piece in _aimed(ERRAND, jumped, [list(lasting(ERRAND)) for lasting in LASTING]))


def test_what_a_job_collects_arrives_when_the_scenario_says() -> None:
    """A world that ends before the job begins, or before the job of the next day, shows nothing."""
    assert len(_arrivals(menu())) > 1
    assert _arrivals(replace(menu(), collected=True)) == [None]


def test_what_lasts_begins_while_things_arrive_or_while_a_job_works_on_them() -> None:
    """A job at night meets no outage of the day."""
    by_day = replace(menu(), seconds=98.0)
    assert (min(_moments(by_day)), max(_moments(by_day))) == (0.0, 100.0)
    at_night = replace(by_day, collected=True, job=(5_000.0, 5_040.0))
    assert set(_moments(at_night)) - set(_moments(by_day)) == {5_000.0 + 2.1 * step for step in range(21)}
