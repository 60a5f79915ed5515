"""recovery-time: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from .judging import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that looks again ten minutes later, whatever happens, is caught."""
    assert_judged("recovery-time", condition="chat-down", mistake="sleeps-through-recovery")


def test_a_storm_after_the_fault_is_a_violation() -> None:
    """However soon everything is done."""
    story = Story("told", heals={"chat": 100.0})
    for number in range(3):
        story.now = number * 20.0
        story.ask("Post", f"before-{number}")
    story.ask("Post", "a", status=None, outcome="fail", faults=["refuse"])
    story.accept("a")
    story.now = 101.0
    for _ in range(30):
        story.ask("Post", "a", seconds=0.0)
    story.effect("told", "a")
    assert verdict(story.judge("recovery-time", least_requests=5)) == ("FAIL", 1, 1)
    assert verdict(story.judge("recovery-time")) == ("PASS", 1, 0)


def test_a_run_without_an_end_of_faults_has_no_recovery() -> None:
    """Nothing is put to the test."""
    story = Story("told")
    story.accept("a")
    assert verdict(story.judge("recovery-time")) == ("INCONCLUSIVE", 0, 0)


def test_what_stays_slow_has_not_recovered() -> None:
    """Time for the backlog is given; after it everything is as before."""
    story = Story("told", heals={"chat": 50.0})
    for number in range(40):
        story.accept(f"event-{number}", at=number * 5.0)
        if number == 9:
            story.ask("Post", "event-9", status=None, outcome="fail", faults=["refuse"])
        story.now += 1.0 if number < 9 else 4.0
        story.effect("told", f"event-{number}")
    short = {"samples": 5, "within_seconds": 60, "least_seconds": 2}
    assert verdict(story.judge("recovery-time", **short)) == ("FAIL", 30, 1)
    assert verdict(story.judge("recovery-time", **{**short, "band": 5})) == ("PASS", 30, 0)
    assert verdict(story.judge("recovery-time", **{**short, "within_seconds": 600})) == ("PASS", 30, 0)


def recovered(*, late_seconds: float, before: int = 20, after: int = 20, slow_seconds: float = 1.0) -> Story:
    """Events before a fault, one that is owed when it ends after 1000 seconds, and events long after it."""
    story = Story("posted", heals={"chat": 1000.0})
    for number in range(before):
        finish(story, f"b{number}", 1.0)
    story.now = 500.0
    story.accept("owed")
    story.ask("Post", "owed", status=500, faults=["status"])
    for number in range(30):
        finish(story, f"m{number}", 0.1)
    story.now = 1000.0 + late_seconds
    story.effect("posted", "owed")
    story.now = 4000.0
    for number in range(after):
        finish(story, f"a{number}", slow_seconds)
    return story


def finish(story: Story, key: str, seconds: float) -> None:
    """An event is accepted and done."""
    story.accept(key)
    story.ask("Post", key, seconds=seconds)
    story.effect("posted", key)


def test_what_is_owed_is_done_in_time() -> None:
    """Half an hour, where nothing else is said."""
    assert verdict(recovered(late_seconds=100.0).judge("recovery-time")) == ("PASS", 21, 0)
    assert verdict(recovered(late_seconds=1900.0).judge("recovery-time")) == ("FAIL", 21, 1)


def test_events_take_as_long_as_before_the_fault_and_a_few_prove_nothing() -> None:
    """What was done quickly while it lasted is not what was usual."""
    assert verdict(recovered(late_seconds=1.0, slow_seconds=40.0).judge("recovery-time")) == ("FAIL", 21, 1)
    few = recovered(late_seconds=1.0, slow_seconds=40.0, before=19)
    assert verdict(few.judge("recovery-time")) == ("PASS", 21, 0)


def test_a_storm_is_counted_within_its_window() -> None:
    """The same number of requests, spread, is none."""
    for pause, expected in ((0.01, ("FAIL", 1, 1)), (1.0, ("PASS", 1, 0))):
        story = Story("posted", heals={"chat": 100.0})
        story.ask("Post", "x", status=500, faults=["status"])
        story.now = 200.0
        story.accept("a")
        for _ in range(150):
            story.ask("Post", "a", seconds=0.0)
            story.now += pause
        story.effect("posted", "a")
        assert verdict(story.judge("recovery-time")) == expected


def test_what_is_owed_and_never_done_has_not_recovered() -> None:
    """And a rush before the end of the fault is no storm after it."""
    story = Story("posted", heals={"chat": 100.0})
    story.accept("a")
    assert verdict(story.judge("recovery-time")) == ("FAIL", 1, 1)
    story = Story("posted", heals={"chat": 100.0})
    story.accept("a")
    for _ in range(150):
        story.ask("Post", "a", status=500, seconds=0.0, faults=["status"])
    story.now = 101.0
    story.effect("posted", "a")
    assert verdict(story.judge("recovery-time")) == ("PASS", 1, 0)


def test_where_work_has_its_hours_time_counts_while_they_last() -> None:
    """What is held up in the afternoon is owed from the evening on, and what is late at dawn the evening after."""
    night = {"opens_seconds": 10_800, "open_seconds": 3_600, "within_seconds": 1_800}
    for heal, done, expected in (
        (2_000.0, 12_599.0, "PASS"),
        (2_000.0, 12_601.0, "FAIL"),
        (11_000.0, 12_799.0, "PASS"),
        (11_000.0, 12_801.0, "FAIL"),
        (14_000.0, 98_599.0, "PASS"),
        (14_000.0, 98_601.0, "FAIL"),
        (90_000.0, 98_999.0, "PASS"),
        (90_000.0, 99_001.0, "FAIL"),
    ):
        story = Story("scored", heals={"crm": heal})
        story.accept("a", at=1_000.0)
        story.now = done
        story.effect("scored", "a")
        assert story.judge("recovery-time", **night).verdict.value == expected, (heal, done)


def test_the_last_fault_is_over_with_the_last_request_that_was_struck() -> None:
    """Whichever role that was, and though the outage of another had been over before."""
    for done, expected in ((3_600.0, ("PASS", 1, 0)), (3_700.0, ("FAIL", 1, 1))):
        story = Story("posted", heals={"chat": 100.0})
        story.accept("a", at=50.0)
        story.ask("Post", "a", status=500, faults=["status"])
        story.now = 1_800.0
        story.ask("Look", "a", role="crm", status=None, outcome="fail", faults=["refuse"])
        story.now = done
        story.effect("posted", "a")
        assert verdict(story.judge("recovery-time")) == expected
