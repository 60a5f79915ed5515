"""failed-means-absent: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from .judging import assert_judged
from .stories import Story, verdict


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
