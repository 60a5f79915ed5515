"""bounded-attempts: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from ..rehearsing import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that never gives a poison message up is caught; the message never ends anywhere either."""
    assert_judged(
        "bounded-attempts",
        condition="poison",
        mistake="never-gives-up",
        also=("no-lost-event", "poison-isolation"),
    )


def test_what_a_quota_refused_and_what_belongs_to_no_event_does_not_count() -> None:
    """The first is judged by its waits, the second has no end to wait for."""
    story = Story()
    story.ask("Post", "a")
    for _ in range(30):
        story.ask("Post", "a", status=429)
        story.ask("Poll", None)
    assert verdict(story.judge("bounded-attempts")) == ("PASS", 1, 0)


def test_as_many_attempts_as_declared_are_allowed() -> None:
    """And not one more."""
    for times, expected in ((20, ("PASS", 1, 0)), (21, ("FAIL", 1, 1))):
        story = Story()
        for _ in range(times):
            story.ask("Post", "a", status=500)
        assert verdict(story.judge("bounded-attempts")) == expected
