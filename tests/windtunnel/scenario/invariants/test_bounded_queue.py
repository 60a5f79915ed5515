"""bounded-queue: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from .judging import assert_judged
from .stories import Story


def test_the_planted_mistake_is_caught() -> None:
    """A subject that accepts more than it can keep is caught."""
    assert_judged("bounded-queue", condition="flooded", mistake="takes-everything")


def test_who_gets_no_answer_from_a_full_queue_was_not_refused() -> None:
    """Shedding is done in words."""
    story = Story("told")
    story.accept("a", "b")
    story.now += 1
    story.call("c", status=503)
    story.call("d", status=None, failure="timeout", seconds=5.0)
    judgement = story.judge("bounded-queue", depth=2)
    assert (judgement.verdict, [violation.key for violation in judgement.violations]) == ("FAIL", ["d"])
