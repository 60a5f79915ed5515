"""indeterminate-resolved: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from .judging import assert_judged
from .stories import Story, verdict


def test_the_planted_mistake_is_caught() -> None:
    """A subject that takes a lost answer for success, and never looks, is caught."""
    assert_judged("indeterminate-resolved", condition="answers-lost", mistake="takes-silence-for-success")


def lost_write(story: Story, key: str) -> None:
    """A write whose answer is lost; whether it had its effect, nobody knows."""
    story.ask("Post", key, status=None, outcome="info", reason="read-timeout")


def test_reading_back_repeating_and_handing_over_all_clear_the_doubt() -> None:
    """Whether the effect exists or not."""
    story = Story("told")
    story.effect("told", "z", attempt=story.ask("Post", "z"))
    for key in "abcd":
        lost_write(story, key)
    story.ask("Find", "a", method="GET")
    story.ask("Post", "b", status=409)
    story.report("reviewed", "c")
    assert verdict(story.judge("indeterminate-resolved")) == ("FAIL", 4, 1)
    assert story.judge("indeterminate-resolved").violations[0].key == "d"


def test_what_comes_too_late_or_fails_too_clears_nothing() -> None:
    """Neither a look after the time limit, nor one that gets no answer."""
    story = Story("told")
    story.effect("told", "z", attempt=story.ask("Post", "z"))
    lost_write(story, "a")
    story.ask("Find", "a", method="GET", status=503)
    story.now += 1000
    story.ask("Find", "a", method="GET")
    assert verdict(story.judge("indeterminate-resolved", within_seconds=900)) == ("FAIL", 1, 1)


def test_operations_that_never_change_anything_leave_no_doubt() -> None:
    """A question whose answer is lost is asked again, or not."""
    story = Story("told")
    lost_write(story, "a")
    assert verdict(story.judge("indeterminate-resolved")) == ("INCONCLUSIVE", 0, 0)
