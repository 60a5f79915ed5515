"""poison-isolation: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from .judging import assert_judged
from .stories import Story, verdict


def test_the_planted_mistake_is_caught() -> None:
    """A subject that finishes one event before it begins the next is caught."""
    assert_judged("poison-isolation", condition="poison", mistake="blocks-behind-poison")


def test_an_outage_is_no_poison() -> None:
    """What failed while everything failed was not to blame."""
    story = Story("told")
    story.accept("a", "b", "c", "d")
    for _ in range(3):
        for key in "abcd":
            story.ask("Post", key, status=503)
    story.report("dead-lettered", "a", reason="gave up")
    for key in "bcd":
        story.ask("Post", key)
        story.effect("told", key)
    assert verdict(story.judge("poison-isolation")) == ("INCONCLUSIVE", 0, 0)
