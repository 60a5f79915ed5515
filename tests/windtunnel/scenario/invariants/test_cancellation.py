"""cancellation: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from windtunnel.kernel.journal import Kind

from .judging import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
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


def test_work_that_begins_after_the_caller_has_gone_is_for_nobody() -> None:
    """Paid work only, and not what had ended before; a moment of grace is given."""
    for role, sent, expected in (
        ("ai", 7.0, ("FAIL", 1, 1)),
        ("ai", 5.5, ("PASS", 1, 0)),
        ("crm", 7.0, ("INCONCLUSIVE", 0, 0)),
    ):
        story = Story("told")
        story.ask("Ask", "a", role=role, seconds=0.1)
        story.now = 0.5
        story.call("a", status=None, failure="timeout", seconds=4.5)
        story.now = sent
        story.ask("Ask", "a", role=role, seconds=0.1)
        assert verdict(story.judge("cancellation")) == expected


def test_what_has_no_end_is_waited_for_and_calls_of_no_event_bring_nobody_back() -> None:
    """Work that had ended before the caller left is no work."""
    story = Story("told")
    story.send("Ask", "a", role="ai")
    story.call("a", status=None, failure="timeout", seconds=5.0)
    story.journal.append(Kind.DELIVERY, "desk", "webhook", key=None)
    assert verdict(story.judge("cancellation")) == ("FAIL", 1, 1)
    story = Story("told")
    story.ask("Ask", "a", role="ai", seconds=1.0)
    story.call("a", status=None, failure="timeout", seconds=5.0)
    assert verdict(story.judge("cancellation")) == ("INCONCLUSIVE", 0, 0)


def test_only_outcomes_in_systems_are_of_use() -> None:
    """An answer that nobody waits for is none, and where nothing is required there is no use."""
    for required, actor, expected in (
        (("told",), "chat", "PASS"),
        (("told",), "subject", "FAIL"),
        ((), "chat", "FAIL"),
    ):
        story = Story(*required)
        attempt = story.send("Ask", "a", role="ai")
        story.call("a", status=None, failure="timeout", seconds=5.0)
        story.now += 9.0
        story.end(attempt)
        story.effect("told", "a", actor=actor)
        assert story.judge("cancellation").verdict.value == expected
