"""acknowledged-means-durable: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from .judging import assert_judged
from .stories import Story, verdict


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
