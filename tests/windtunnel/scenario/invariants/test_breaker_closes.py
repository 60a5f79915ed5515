"""breaker-closes: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from windtunnel.kernel.journal import Kind

from ..rehearsing import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject whose breaker stays open is caught; what waits behind it is lost, and nothing recovers."""
    assert_judged(
        "breaker-closes",
        condition="chat-down",
        mistake="breaker-never-closes",
        also=("no-lost-event", "recovery-time"),
    )


def left_alone(*, failures: int = 3, fault: str | None = None) -> Story:
    """A role whose requests fail until its fault ends after 100 seconds."""
    story = Story("posted", heals={"chat": 100.0})
    story.accept("a", at=0.0, fault=fault)
    for _ in range(failures):
        story.ask("Post", "a", status=500)
    return story


def test_a_role_that_was_left_alone_must_be_used_again_in_time() -> None:
    """Even if fewer failures than a breaker needs had come before; a probe that fails is no use."""
    for moment, expected in ((500.0, ("PASS", 1, 0)), (2000.0, ("FAIL", 1, 1))):
        story = left_alone()
        story.now = 110.0
        story.ask("Post", "a", status=500)
        story.now = moment
        story.ask("Post", "a")
        story.effect("posted", "a")
        assert verdict(story.judge("breaker-closes")) == expected


def test_without_work_nothing_needs_to_be_used() -> None:
    """An event that was given up is none, nor is one that got what it wanted, nor a request when all is done."""
    story = left_alone()
    story.report("dead-lettered", "a", reason="away")
    assert verdict(story.judge("breaker-closes")) == ("INCONCLUSIVE", 0, 0)
    story = Story("posted", heals={"chat": 100.0})
    story.accept("b", at=0.0)
    story.ask("Post", "b")
    for _ in range(3):
        story.ask("Look", "b", status=500)
    story.ask("Look", "b")
    story.effect("posted", "b")
    for _ in range(3):
        story.ask("Look", "x", status=500)
    assert verdict(story.judge("breaker-closes")) == ("INCONCLUSIVE", 0, 0)


def test_what_another_role_brought_to_an_end_is_no_work() -> None:
    """Its last request was struck there; where nothing had struck, or the role itself was asked last, it was owed."""
    for role, faults, expected in (
        ("desk", ["field-removed"], ("INCONCLUSIVE", 0, 0)),
        ("desk", [], ("FAIL", 1, 1)),
        ("chat", ["status"], ("FAIL", 1, 1)),
    ):
        story = left_alone()
        story.now = 110.0
        story.ask("Read", "a", role=role, faults=faults, status=500)
        story.now = 200.0
        story.report("dead-lettered", "a", reason="it makes no sense")
        story.now = 210.0
        story.ask("Read", "a", role="desk", faults=["status"])
        assert verdict(story.judge("breaker-closes")) == expected
    story = left_alone()
    story.report("dead-lettered", "a")
    story.now = 110.0
    story.ask("Read", "a", role="desk", faults=["status"])
    assert verdict(story.judge("breaker-closes")) == ("FAIL", 1, 1)


def test_what_came_changed_and_fits_nothing_is_no_work() -> None:
    """Drift had changed what told of it, and another system's answer was not what it said; copies are no change."""
    for fault, role, expected in (
        ("id-changed", "desk", ("INCONCLUSIVE", 0, 0)),
        ("id-changed", "chat", ("FAIL", 1, 1)),
        ("duplicate-delivery", "desk", ("FAIL", 1, 1)),
    ):
        story = left_alone(fault=fault)
        story.settings = replace(story.settings, drifts=frozenset({"id-changed"}))
        story.now = 110.0
        story.ask("Read", "a", role=role, status=500)
        story.now = 200.0
        story.report("dead-lettered", "a", reason="it is another")
        assert verdict(story.judge("breaker-closes")) == expected


def test_what_was_never_accepted_came_unchanged() -> None:
    """It was work, and was given up although nothing stood in its way."""
    story = left_alone()
    story.effect("posted", "a")
    story.now = 180.0
    story.journal.append(Kind.ARRIVAL, "harness", "arrival", key="b", role="desk")
    story.ask("Read", "b", role="desk")
    story.report("dead-lettered", "b", reason="it is another")
    assert verdict(story.judge("breaker-closes")) == ("FAIL", 1, 1)


def test_what_arrives_later_and_never_gets_that_far_is_no_work() -> None:
    """Another role brought it to an end; an event that nothing stood in the way of would have been work."""
    for faults, expected in ((["type-changed"], ("INCONCLUSIVE", 0, 0)), ([], ("FAIL", 1, 1))):
        story = left_alone()
        story.effect("posted", "a")
        story.accept("b", at=180.0)
        story.ask("Read", "b", role="desk", faults=faults)
        story.now = 200.0
        story.report("dead-lettered", "b", reason="it makes no sense")
        assert verdict(story.judge("breaker-closes")) == expected


def test_an_event_that_nobody_was_asked_for_was_brought_to_an_end_by_nobody() -> None:
    """It waited for a job that was to load it with others."""
    story = Story("posted", heals={"chat": 100.0})
    story.accept("a", at=0.0)
    for _ in range(3):
        story.ask("Load", "chunk-1", status=500)
    story.now = 200.0
    story.report("dead-lettered", "a", reason="too late")
    assert verdict(story.judge("breaker-closes")) == ("FAIL", 1, 1)


def test_an_event_that_had_been_served_is_no_work() -> None:
    """Its last request was answered; what others wait for is none of the role's business."""
    story = Story("posted", heals={"chat": 100.0})
    story.accept("a", "b", at=0.0)
    story.ask("Post", "a")
    for _ in range(3):
        story.ask("Post", "b", status=500)
    story.report("rejected", "b", reason="away")
    assert verdict(story.judge("breaker-closes")) == ("INCONCLUSIVE", 0, 0)


def test_a_request_of_no_event_was_made_for_all_of_them() -> None:
    """A bulk job carries a key of its own, and a token none: the events that wait for them are work."""
    for key in ("chunk-1", None):
        story = Story("posted", heals={"chat": 100.0})
        story.accept("a", at=0.0)
        for _ in range(3):
            story.ask("Load", key, status=500)
        assert verdict(story.judge("breaker-closes")) == ("FAIL", 1, 1)
        story.now = 200.0
        story.ask("Load", key)
        assert verdict(story.judge("breaker-closes")) == ("PASS", 1, 0)


def test_a_dead_letter_that_was_taken_up_again_had_not_been_given_up() -> None:
    """Unless it was done before the fault ended."""
    for done, expected in ((False, ("PASS", 1, 0)), (True, ("INCONCLUSIVE", 0, 0))):
        story = left_alone()
        story.report("dead-lettered", "a", reason="away")
        if done:
            story.effect("posted", "a")
        story.now = 200.0
        story.ask("Post", "a")
        story.effect("posted", "a")
        assert verdict(story.judge("breaker-closes")) == expected


def test_a_new_process_knows_of_no_failure() -> None:
    """Neither that the role was away, nor that it must be probed one by one."""
    story = left_alone(failures=10)
    story.now = 90.0
    story.die()
    story.now = 200.0
    story.ask("Post", "a", status=500)
    assert verdict(story.judge("breaker-closes")) == ("INCONCLUSIVE", 0, 0)
    for death, expected in ((105.0, ("PASS", 1, 0)), (None, ("FAIL", 1, 1))):
        story = left_alone(failures=10)
        if death is not None:
            story.now = death
            story.die()
        story.now = 110.0
        for probe in [story.send("Post", "a"), story.send("Post", "b")]:
            story.now += 1.0
            story.end(probe)
        assert verdict(story.judge("breaker-closes")) == expected


def test_probes_follow_each_other() -> None:
    """Two at once are one too many."""
    for seconds, expected in ((1.0, ("PASS", 1, 0)), (0.0, ("FAIL", 1, 1))):
        story = left_alone(failures=10)
        story.now = 110.0
        probes = [story.send("Post", "a")]
        for _ in range(2):
            story.now += seconds
            if seconds:
                story.end(probes.pop(), 500)
            probes.append(story.send("Post", "a"))
        story.now += 1.0
        for probe in probes:
            story.end(probe)
        assert verdict(story.judge("breaker-closes")) == expected


def test_what_was_taken_up_again_and_never_done_is_work() -> None:
    """The dead letter came before, and nothing after."""
    story = left_alone()
    story.report("dead-lettered", "a", reason="away")
    story.now = 200.0
    story.ask("Post", "a", status=500)
    assert verdict(story.judge("breaker-closes")) == ("FAIL", 1, 1)


def test_what_was_taken_up_again_and_given_up_elsewhere_is_no_work() -> None:
    """The second time as the first; where nothing had struck the other role's answer, it was owed."""
    for faults, expected in ((["id-changed"], ("INCONCLUSIVE", 0, 0)), ([], ("FAIL", 1, 1))):
        story = left_alone()
        story.ask("Read", "a", role="desk", faults=faults)
        story.report("dead-lettered", "a", reason="it makes no sense")
        story.now = 200.0
        story.ask("Read", "a", role="desk", faults=faults)
        story.report("dead-lettered", "a", reason="it makes no sense")
        assert verdict(story.judge("breaker-closes")) == expected


def test_a_breaker_that_had_been_open_is_judged_though_a_probe_got_through() -> None:
    """Its last request had succeeded."""
    story = left_alone(failures=10)
    story.ask("Post", "a")
    story.accept("b", at=150.0)
    story.ask("Post", "b")
    assert verdict(story.judge("breaker-closes")) == ("PASS", 1, 0)


def test_where_no_breaker_had_to_be_open_requests_are_no_probes() -> None:
    """And a role that is left out has none."""
    story = left_alone(failures=3)
    story.now = 110.0
    for request in [story.send("Post", "a"), story.send("Post", "b")]:
        story.now += 1.0
        story.end(request)
    assert verdict(story.judge("breaker-closes")) == ("PASS", 1, 0)
    assert verdict(story.judge("breaker-closes", except_roles=["chat"])) == ("INCONCLUSIVE", 0, 0)


def test_after_the_first_success_there_are_no_more_probes() -> None:
    """The backlog may come; and a role without a fault of its own has nothing to recover from."""
    story = left_alone(failures=10)
    story.ask("Look", "a", role="crm", status=500)
    story.now = 110.0
    story.ask("Post", "a")
    for request in [story.send("Post", "a"), story.send("Post", "b")]:
        story.now += 1.0
        story.end(request)
    assert verdict(story.judge("breaker-closes")) == ("PASS", 1, 0)


def test_a_request_that_is_struck_later_is_part_of_the_fault() -> None:
    """Whoever opens the breaker because of it has the whole time from there, and the cool-down."""
    story = Story("answered", heals={"ai": 45.0})
    for moment in (26.0, 39.0, 72.0):
        story.accept(f"question-{moment}", at=moment)
        story.ask("Complete", f"question-{moment}", role="ai", seconds=0.0, status=None, outcome="fail", faults=["x"])
        story.effect("answered", f"question-{moment}")
    for moment, expected in ((81.0, ("INCONCLUSIVE", 0, 0)), (140.0, ("FAIL", 1, 1))):
        story.accept(f"question-{moment}", at=moment)
        story.effect("answered", f"question-{moment}")
        assert verdict(story.judge("breaker-closes", recovery_seconds=100)) == expected


def test_work_that_is_over_within_the_cool_down_shows_nothing() -> None:
    """Unless the role was used all the same; then it is judged by what it was used for."""
    story = left_alone(failures=0)
    for status in (200, *[500] * 10):
        story.ask("Post", "a", status=status)
    story.now = 130.0
    story.effect("posted", "a")
    assert verdict(story.judge("breaker-closes")) == ("INCONCLUSIVE", 0, 0)
    assert verdict(story.judge("breaker-closes", cool_down_seconds_max=20)) == ("FAIL", 1, 1)
    story.accept("b", at=150.0)
    story.ask("Post", "b")
    assert verdict(story.judge("breaker-closes")) == ("PASS", 1, 0)


def test_a_breaker_that_a_success_had_closed_needs_no_probe() -> None:
    """What was answered once shows that it is closed; failures since then count anew."""
    for failures_since, expected in ((0, ("PASS", 1, 0)), (10, ("FAIL", 1, 1))):
        story = left_alone(failures=10)
        story.ask("Post", "a")
        for _ in range(failures_since):
            story.ask("Post", "a", status=500)
        story.accept("b", "c", at=150.0)
        both = [story.send("Post", key) for key in ("b", "c")]
        story.now += 1.0
        for each in both:
            story.end(each)
        assert verdict(story.judge("breaker-closes")) == expected


def test_a_success_that_comes_late_ends_the_row_of_failures() -> None:
    """A breaker counts answers as they arrive, and not the requests as they were sent."""
    for slow, expected in ((True, ("PASS", 1, 0)), (False, ("FAIL", 1, 1))):
        story = Story("posted", heals={"chat": 100.0})
        story.accept("a", "b", at=0.0)
        answered = story.send("Post", "a") if slow else None
        for number in range(12):
            if number == 6 and answered is not None:
                story.end(answered)
            story.ask("Post", "a", status=500)
        story.now = 110.0
        both = [story.send("Post", key) for key in ("a", "b")]
        story.now += 1.0
        for each in both:
            story.end(each)
        assert verdict(story.judge("breaker-closes")) == expected
