"""outbox-atomicity: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from .judging import assert_judged
from .stories import Story, verdict


def test_the_planted_mistake_is_caught() -> None:
    """A subject that tells of orders before they are entered is caught."""
    assert_judged("outbox-atomicity", scenario="orders/orders", condition="refused", mistake="publishes-first")


def test_a_change_that_is_never_told_is_a_violation_unless_the_dead_letters_have_it() -> None:
    """Both come from dying in between."""
    story = Story("committed", "published")
    for key in "ab":
        story.effect("committed", key)
    story.report("dead-lettered", "a", reason="the room is gone")
    assert verdict(story.judge("outbox-atomicity")) == ("FAIL", 2, 1)
