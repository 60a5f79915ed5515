"""cancellation: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from .judging import assert_judged
from .stories import Story, verdict


def test_the_planted_mistake_is_caught() -> None:
    """A subject that detaches its work from the call is caught; what nobody waits for fills its slots, too."""
    assert_judged(
        "cancellation",
        scenario="assistant/assistant",
        condition="mind-slow",
        mistake="works-on-for-nobody",
        also=("bulkhead",),
    )


def abandoned_call(story: Story) -> None:
    """A caller leaves while the AI is asked; the subject goes on."""
    attempt = story.send("Ask", "a", role="ai")
    story.call("a", status=None, failure="timeout", seconds=5.0)
    story.now += 10
    story.end(attempt)


def test_work_that_is_completed_to_some_use_may_go_on() -> None:
    """Its outcome exists in the end."""
    story = Story("told")
    abandoned_call(story)
    assert verdict(story.judge("cancellation")) == ("FAIL", 1, 1)
    story.effect("told", "a")
    assert verdict(story.judge("cancellation")) == ("PASS", 1, 0)


def test_a_caller_who_comes_back_has_not_gone() -> None:
    """The answer is waited for on behalf of the next call."""
    story = Story("told")
    attempt = story.send("Ask", "a", role="ai")
    story.call("a", status=None, failure="timeout", seconds=5.0)
    story.now += 0.5
    story.call("a", seconds=3.0)
    story.end(attempt)
    assert verdict(story.judge("cancellation")) == ("PASS", 1, 0)
