"""acknowledged-means-durable: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from .judging import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that keeps what it accepted in memory is caught when it dies; the events are lost."""
    assert_judged(
        "acknowledged-means-durable",
        scenario="orders/orders",
        condition="killed",
        mistake="answers-before-writing",
        also=("no-lost-event",),
    )


def test_what_was_finished_before_the_death_is_not_put_to_the_test() -> None:
    """Only unfinished work can be forgotten."""
    story = Story("told")
    story.accept("a")
    story.effect("told", "a")
    story.die()
    assert verdict(story.judge("acknowledged-means-durable")) == ("INCONCLUSIVE", 0, 0)


def test_an_outcome_that_is_taken_back_is_a_violation() -> None:
    """A record that is deleted again was no promise kept."""
    story = Story("told")
    story.accept("a")
    story.effect("told", "a")
    story.effect(None, "a", change="deleted")
    assert verdict(story.judge("acknowledged-means-durable")) == ("FAIL", 0, 1)


def test_an_answer_that_says_done_comes_after_the_effect() -> None:
    """With ``at_once`` the acknowledgement itself is judged."""
    story = Story("told")
    story.effect("told", "a")
    story.accept("a", "b")
    story.effect("told", "b")
    assert verdict(story.judge("acknowledged-means-durable", at_once=True)) == ("FAIL", 2, 1)


def taken_back(*, accepted: bool, existed: bool, by_an_outcome: bool) -> Story:
    """A record is deleted."""
    story = Story("posted")
    if accepted:
        story.accept("a")
    if existed:
        story.effect("posted", "a")
    story.effect("withdrawn" if by_an_outcome else None, "a", change="deleted")
    return story


def test_only_what_was_written_for_an_accepted_event_can_be_taken_back() -> None:
    """And a deletion that is an outcome of its own was meant."""
    for accepted, existed, by_an_outcome, violations in (
        (True, True, False, 1),
        (False, True, False, 0),
        (True, False, False, 0),
        (True, True, True, 0),
    ):
        story = taken_back(accepted=accepted, existed=existed, by_an_outcome=by_an_outcome)
        assert len(story.judge("acknowledged-means-durable").violations) == violations


def test_what_is_done_at_once_is_done_before_it_is_acknowledged() -> None:
    """Not afterwards, and not never."""
    before, after, never = Story("posted"), Story("posted"), Story("posted")
    before.effect("posted", "a")
    for story in (before, after, never):
        story.accept("a")
    after.effect("posted", "a")
    assert verdict(before.judge("acknowledged-means-durable", at_once=True)) == ("PASS", 1, 0)
    for story in (after, never):
        assert verdict(story.judge("acknowledged-means-durable", at_once=True)) == ("FAIL", 1, 1)


def test_an_event_that_a_death_met_and_that_was_done_later_is_no_broken_promise() -> None:
    """One that came to nothing is."""
    for done, expected in ((True, ("PASS", 1, 0)), (False, ("FAIL", 1, 1))):
        story = Story("told")
        story.accept("a")
        story.now = 5.0
        story.die()
        story.now = 9.0
        if done:
            story.effect("told", "a")
        assert verdict(story.judge("acknowledged-means-durable")) == expected
