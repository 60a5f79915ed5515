"""deadline-respected: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from ..rehearsing import assert_judged
from .stories import Story, verdict


def test_the_planted_mistake_is_caught() -> None:
    """A subject without timeouts is caught; its workers hang, so later events are lost too."""
    assert_judged(
        "deadline-respected",
        condition="silent",
        mistake="no-timeout",
        also=("no-lost-event", "recovery-time"),
    )


def test_redeliveries_are_bursts_of_their_own() -> None:
    """Whether they come after a pause, after a death, or after so many tries that the deadline has passed."""
    for moments, bursts in (((0.0, 100.0), 2), ((0.0, 30.0, 55.0, 65.0), 2), ((0.0, 30.0), 1)):
        story = Story()
        for moment in moments:
            story.now = moment
            story.ask("Post", "a")
        assert verdict(story.judge("deadline-respected")) == ("PASS", bursts, 0)
    story = Story()
    story.ask("Post", "a")
    story.die()
    story.ask("Post", "a")
    assert verdict(story.judge("deadline-respected")) == ("PASS", 2, 0)
