"""Making schedules small."""

from __future__ import annotations

from windtunnel.explore.minimal import minimise
from windtunnel.explore.schedule import Jitter, Jump, Schedule, Spread, Strike

from .exploring import menu, strike

BIG = Schedule(
    strikes=tuple(strike(n, kind=kind) for n, kind in enumerate(("reset", "black-hole", "lose-answer", "cut-body"))),
    disturbances=({"on": "erp", "kind": "refuse", "from": 1.0, "for": 5.0},),
    jumps=(Jump(at=1, seconds=60),),
    arrivals=Spread(seed=1, within=1),
    latency=Jitter(seed=1, least=0, most=1),
)


def kinds(schedule: Schedule) -> list[str]:
    """Kinds of strikes."""
    return [str(each.fault["kind"]) for each in schedule.strikes]


def test_only_what_is_needed_stays() -> None:
    """Faults that nothing needs are gone, and so are circumstances."""
    small = minimise(BIG, lambda schedule: "lose-answer" in kinds(schedule), menu())
    assert small == Schedule(strikes=(strike(0, kind="lose-answer"),))


def test_parts_that_need_each_other_stay_together() -> None:
    """A strike and an outage."""
    small = minimise(BIG, lambda s: bool(s.disturbances) and any(each.occurrence == 3 for each in s.strikes), menu())
    assert small == Schedule(strikes=(strike(3, kind="refuse"),), disturbances=BIG.disturbances)


def test_faults_become_simpler() -> None:
    """Any fault will do, so it is the simplest."""
    assert kinds(minimise(BIG, lambda schedule: len(schedule.strikes) >= 2, menu())) == ["refuse", "refuse"]


def test_two_strikes_never_share_a_place() -> None:
    """Moving one to an earlier place stops before another."""
    small = minimise(BIG, lambda schedule: len(schedule.strikes) >= 3, menu())
    assert len({each.place for each in small.strikes}) == 3


def test_circumstances_stay_where_they_matter() -> None:
    """A race needs its latency."""
    small = minimise(BIG, lambda schedule: schedule.latency is not None, menu())
    assert small == Schedule(latency=BIG.latency)


def test_no_more_worlds_are_run_than_allowed() -> None:
    """What was found until then is still broken."""
    asked: list[Schedule] = []

    def breaks(schedule: Schedule) -> bool:
        asked.append(schedule)
        return len(schedule.strikes) >= 2

    small = minimise(BIG, breaks, menu(), worlds_max=5)
    assert len(asked) == 5
    assert len(small.strikes) >= 2


def test_the_same_schedule_is_asked_about_once() -> None:
    """A world is dearer than a look into a table."""
    asked: list[str] = []

    def breaks(schedule: Schedule) -> bool:
        asked.append(schedule.text())
        return any(isinstance(each, Strike) for each in schedule.strikes)

    minimise(BIG, breaks, menu())
    assert len(asked) == len(set(asked))


def test_strikes_that_hold_each_other_in_place_are_tried_in_a_row() -> None:
    """None of four can be taken away, but the last event's three requests in a row are enough."""
    apart = Schedule(strikes=tuple(strike(n, kind="refuse") for n in (0, 2, 5, 9)))

    def breaks(schedule: Schedule) -> bool:
        places = [each.occurrence for each in schedule.strikes]
        return places in ([0, 2, 5, 9], [5, 6, 7])

    assert [each.occurrence for each in minimise(apart, breaks, menu()).strikes] == [5, 6, 7]


def test_many_faults_give_way_to_a_lost_answer_that_does_the_same() -> None:
    """What breaks most subjects is tried before four faults are shown."""

    def breaks(schedule: Schedule) -> bool:
        return len(schedule.strikes) == 4 or kinds(schedule) == ["refuse", "lose-answer"]

    assert kinds(minimise(BIG, breaks, menu())) == ["refuse", "lose-answer"]


def test_a_death_keeps_the_settings_under_which_it_is_survived() -> None:
    """Without them a schedule would break everything that has to outlive the subject."""
    death = {"kind": "kill-subject", "from": 1.0, "for": 2.0}
    killed = Schedule(disturbances=(death,), environment="killed")
    assert minimise(killed, lambda schedule: bool(schedule.disturbances), menu()) == killed
    assert minimise(killed, lambda schedule: True, menu()) == Schedule()
