"""outbox-atomicity: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from .judging import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
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


def test_one_without_the_other_is_a_violation_whichever_it_is() -> None:
    """And so is the wrong order; other outcomes are nobody's half."""
    only_published, only_committed, early, neither = Story(), Story(), Story(), Story()
    only_published.effect("published", "a")
    only_committed.effect("committed", "a")
    early.effect("published", "a")
    early.effect("committed", "a")
    neither.effect("noted", "a")
    for story in (only_published, only_committed, early):
        assert verdict(story.judge("outbox-atomicity")) == ("FAIL", 1, 1)
    assert verdict(neither.judge("outbox-atomicity")) == ("INCONCLUSIVE", 0, 0)


def test_both_in_order_are_right() -> None:
    """However many other outcomes there are."""
    story = Story()
    for name in ("noted", "committed", "published"):
        story.effect(name, "a")
    assert verdict(story.judge("outbox-atomicity")) == ("PASS", 1, 0)
