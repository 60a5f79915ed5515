"""overlap: requests that are under way at the same time."""

from __future__ import annotations

from windtunnel.scenario.history import History
from windtunnel.scenario.invariants.overlap import held_at_once

from .stories import Story


def held(story: Story) -> int:
    """The most requests at once in a story."""
    return held_at_once(History(story.journal, story.settings, {}).attempts)


def test_what_is_answered_at_once_holds_nothing() -> None:
    """However many such requests there are, and whenever."""
    story = Story()
    for key in "abc":
        story.ask("Post", key, seconds=0.0, status=500)
    assert held(story) == 0


def test_requests_that_meet_are_counted_and_those_that_follow_each_other_are_not() -> None:
    """What ends in the moment in which another begins does not meet it; what never ends meets all that follow."""
    story = Story()
    story.ask("Post", "a", seconds=1.0)
    story.ask("Post", "b", seconds=1.0)
    assert held(story) == 1
    story.send("Post", "c")
    story.ask("Post", "d", seconds=1.0)
    assert held(story) == 2
