"""acknowledged-after-effect: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from .judging import assert_judged
from .stories import Story, verdict


def test_the_planted_mistake_is_caught() -> None:
    """A subject that marks items as done before it has applied them is caught."""
    assert_judged(
        "acknowledged-after-effect",
        scenario="batch/batch",
        condition="calm",
        mistake="acknowledges-on-receipt",
    )


def test_a_message_that_was_given_up_first_may_be_acknowledged() -> None:
    """The dead letters are an effect, too, if they say why."""
    story = Story("told")
    story.report("dead-lettered", "a", reason="poison")
    story.report("dead-lettered", "b")
    for key in "ab":
        story.effect("acknowledged", key)
    assert verdict(story.judge("acknowledged-after-effect")) == ("FAIL", 2, 1)
