"""order-per-key: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from windtunnel.kernel.errors import UsageError
from windtunnel.kernel.journal import Kind

from .judging import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that works orders of one account in parallel is caught; its tasks are as many as its orders, too."""
    assert_judged(
        "order-per-key",
        scenario="orders/orders",
        condition="slow",
        mistake="works-in-parallel",
        also=("resources-returned",),
    )


def tell(story: Story, *keys: str) -> None:
    """Outcomes, in this order."""
    for key in keys:
        story.effect("told", key)


def test_where_the_newest_wins_only_the_last_effect_counts() -> None:
    """What was late may be late, unless it has the last word."""
    story = Story("told")
    story.accept("x/1", "x/2", "x/3", "y/1", "y/2")
    tell(story, "x/2", "x/1", "x/3", "y/1", "y/2")
    assert verdict(story.judge("order-per-key")) == ("FAIL", 3, 1)
    assert verdict(story.judge("order-per-key", rule="newest-wins")) == ("PASS", 3, 0)


def test_partitions_are_independent() -> None:
    """Order across them means nothing."""
    story = Story("told")
    story.accept("x/1", "y/1", "x/2", "y/2")
    tell(story, "y/1", "y/2", "x/1", "x/2")
    assert verdict(story.judge("order-per-key")) == ("PASS", 2, 0)


def test_a_partition_needs_a_group() -> None:
    """An expression without one is refused in the words of the scenario."""
    with pytest.raises(UsageError, match="needs a group that is the partition"):
        Story().judge("order-per-key", partition="x")


def test_events_on_their_way_at_the_same_time_have_no_order() -> None:
    """A call that timed out may have been accepted before or after the one that came meanwhile."""
    story = Story("told")
    story.call("x/1", status=None, failure="timeout")
    story.accept("x/2")
    story.call("x/1")
    story.accept("x/3")
    tell(story, "x/2", "x/1", "x/3")
    assert verdict(story.judge("order-per-key")) == ("PASS", 2, 0)
    late = Story("told")
    late.call("x/1")
    late.accept("x/2")
    tell(late, "x/2", "x/1")
    assert verdict(late.judge("order-per-key")) == ("FAIL", 1, 1)


def test_the_newest_must_have_the_last_word() -> None:
    """Where it wins."""
    story = Story("told")
    story.accept("x/1", "x/2")
    tell(story, "x/2", "x/1")
    assert verdict(story.judge("order-per-key", rule="newest-wins")) == ("FAIL", 1, 1)


def test_what_has_no_partition_was_not_accepted_or_is_another_outcome_is_not_judged() -> None:
    """Two effects of nobody's events have no order."""
    story = Story("told")
    story.accept("one", "two", "x/2", "x/1", "y/1", "y/2")
    tell(story, "two", "one", "z/2", "z/1")
    for key in ("y/2", "y/1"):
        story.effect("noted", key)
    tell(story, "y/1", "y/2")
    assert verdict(story.judge("order-per-key", outcomes=["told"])) == ("PASS", 1, 0)
    assert verdict(story.judge("order-per-key")) == ("FAIL", 2, 1)


def test_deliveries_of_no_event_and_ends_of_calls_begin_nothing() -> None:
    """Only the first sending counts, and an event that was never sent began when it was accepted."""
    story = Story("told")
    story.journal.append(Kind.DELIVERY, "desk", "webhook", key=None, genuine=True)
    for key in ("x/1", "x/2"):
        story.journal.append(Kind.ACKNOWLEDGEMENT, "subject", "webhook", key=key, ended=True, status=200)
    tell(story, "x/2", "x/1")
    assert verdict(story.judge("order-per-key")) == ("FAIL", 1, 1)
    story = Story("told")
    story.journal.append(Kind.DELIVERY, "desk", "webhook", key="x/2", ended=True, status=None)
    story.accept("x/1")
    story.accept("x/2")
    tell(story, "x/2", "x/1")
    assert verdict(story.judge("order-per-key")) == ("FAIL", 1, 1)


def test_whoever_began_before_the_other_was_accepted_may_come_first() -> None:
    """Its call was lost, and it was accepted later."""
    story = Story("told")
    story.call("x/2", status=None, failure="timeout")
    story.accept("x/1")
    story.call("x/2")
    tell(story, "x/2", "x/1")
    assert verdict(story.judge("order-per-key")) == ("PASS", 1, 0)
