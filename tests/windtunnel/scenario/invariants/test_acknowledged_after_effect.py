"""acknowledged-after-effect: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from .judging import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that marks items as done before it has applied them is caught."""
    assert_judged(
        "acknowledged-after-effect",
        scenario="batch/batch",
        condition="calm",
        mistake="acknowledges-on-receipt",
    )


def test_a_message_that_was_given_up_first_may_be_acknowledged() -> None:
    """The dead letters are an effect, too, if they say why."""
    story = Story("told")
    story.report("dead-lettered", "a", reason="poison")
    story.report("dead-lettered", "b")
    for key in "ab":
        story.effect("acknowledged", key)
    assert verdict(story.judge("acknowledged-after-effect")) == ("FAIL", 2, 1)


def test_the_work_comes_first() -> None:
    """All of it: an effect that comes later, or never, was not there."""
    for before, after, expected in ((["told"], [], "PASS"), ([], ["told"], "FAIL"), ([], [], "FAIL")):
        story = Story("told", "acknowledged")
        for name in before:
            story.effect(name, "a")
        story.effect("acknowledged", "a")
        for name in after:
            story.effect(name, "a")
        assert verdict(story.judge("acknowledged-after-effect")) == (expected, 1, int(expected == "FAIL"))


def test_other_outcomes_acknowledge_nothing() -> None:
    """Whenever they come."""
    story = Story("told")
    story.effect("noted", "a")
    assert verdict(story.judge("acknowledged-after-effect")) == ("INCONCLUSIVE", 0, 0)


def test_a_message_that_is_given_up_later_was_acknowledged_too_early() -> None:
    """Its reason comes too late."""
    story = Story("told")
    story.effect("acknowledged", "a")
    story.report("dead-lettered", "a", reason="poison")
    assert verdict(story.judge("acknowledged-after-effect")) == ("FAIL", 1, 1)


def test_a_queue_of_its_own_is_acknowledged_by_a_report() -> None:
    """Of an event that was accepted, and the first time counts."""
    for early, expected in ((True, ("FAIL", 1, 1)), (False, ("PASS", 1, 0))):
        story = Story("told")
        story.accept("a")
        if early:
            story.report("done", "a")
        story.effect("told", "a")
        story.report("done", "a")
        story.report("done", "nobody")
        assert verdict(story.judge("acknowledged-after-effect", report="done")) == expected
        assert story.judge("acknowledged-after-effect").exercised == 0
