"""recovery-time: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from .judging import assert_judged
from .stories import Story, verdict


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
