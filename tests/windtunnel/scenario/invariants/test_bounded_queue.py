"""bounded-queue: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from .judging import assert_judged
from .stories import Story


@pytest.mark.thorough
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


def test_a_queue_is_as_deep_as_what_is_owed() -> None:
    """What has ended is owed no more; an end before the acknowledgement counts as one."""
    for done, expected in ((0, ("FAIL", 2, 1)), (1, ("PASS", 2, 0))):
        story = Story("told")
        story.accept("a", at=1.0)
        for key in ["a"][:done]:
            story.now = 1.5
            story.effect("told", key)
        story.accept("b", at=2.0)
        story.accept("c", at=3.0)
        judgement = story.judge("bounded-queue", depth=2)
        assert judgement.verdict.value == expected[0]
        assert len(judgement.violations) == expected[2]
    story = Story("told")
    story.effect("told", "a")
    story.accept("a", "b", at=1.0)
    assert story.judge("bounded-queue", depth=1).violations == ()


def test_what_is_done_later_was_owed_until_then() -> None:
    """What came meanwhile was one too many."""
    story = Story("told")
    story.accept("a", "b", at=1.0)
    story.now = 5.0
    story.effect("told", "a")
    assert story.judge("bounded-queue", depth=1).verdict.value == "FAIL"
