"""failed-means-absent: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from .judging import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that refuses an order which it has queued already is caught."""
    assert_judged("failed-means-absent", scenario="orders/orders", condition="calm", mistake="queues-before-checking")


def test_an_answer_that_is_no_final_refusal_is_not_judged() -> None:
    """5xx and 429 leave open what happened, and whoever is accepted later was not refused."""
    story = Story("told")
    for key, status in (("a", 503), ("b", 429), ("c", 422)):
        story.call(key, status=status)
        story.effect("told", key)
    story.accept("c")
    assert verdict(story.judge("failed-means-absent")) == ("INCONCLUSIVE", 0, 0)


def test_a_final_refusal_means_that_nothing_happened() -> None:
    """Only what is said in words, and only what happens in systems."""
    for status, expected in (
        (400, ("FAIL", 1, 1)),
        (422, ("FAIL", 1, 1)),
        (302, ("INCONCLUSIVE", 0, 0)),
        (500, ("INCONCLUSIVE", 0, 0)),
        (None, ("INCONCLUSIVE", 0, 0)),
    ):
        story = Story("told")
        story.call("a", status=status, failure="timeout" if status is None else None)
        story.effect("told", "a")
        assert verdict(story.judge("failed-means-absent")) == expected
    story = Story("told")
    story.call("a", status=422)
    story.effect("answered", "a", actor="subject")
    assert verdict(story.judge("failed-means-absent")) == ("PASS", 1, 0)


def test_whoever_was_accepted_first_was_not_refused() -> None:
    """A second call for the same may be."""
    story = Story("told")
    story.accept("a")
    story.effect("told", "a")
    story.call("a", status=409)
    assert verdict(story.judge("failed-means-absent")) == ("INCONCLUSIVE", 0, 0)
