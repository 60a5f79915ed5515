"""bulkhead: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from .judging import assert_judged
from .stories import Story, verdict


def test_the_planted_mistake_is_caught() -> None:
    """A subject with one pool for all systems is caught when one of them hangs."""
    assert_judged("bulkhead", scenario="assistant/assistant", condition="mind-silent", mistake="shares-slots")


def test_a_role_that_answers_in_time_is_not_judged() -> None:
    """Nothing hung."""
    story = Story()
    story.ask("Post", "a", seconds=1.0)
    assert verdict(story.judge("bulkhead")) == ("INCONCLUSIVE", 0, 0)


def test_a_hanging_role_holds_no_more_than_its_slots() -> None:
    """Requests without an answer are counted, wherever they began."""
    story = Story()
    for number in range(3):
        story.send("Post", f"key-{number}")
    assert verdict(story.judge("bulkhead", slots=3)) == ("PASS", 3, 0)
    assert verdict(story.judge("bulkhead", slots=2)) == ("FAIL", 3, 1)
