"""breaker-closes: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from ..rehearsing import assert_judged
from .stories import Story, verdict


def test_the_planted_mistake_is_caught() -> None:
    """A subject whose breaker stays open is caught; what waits behind it is lost, and nothing recovers."""
    assert_judged(
        "breaker-closes",
        condition="chat-down",
        mistake="breaker-never-closes",
        also=("no-lost-event", "recovery-time"),
    )


def left_alone(*, failures: int = 3) -> Story:
    """A role whose requests fail until its fault ends after 100 seconds."""
    story = Story("posted", heals={"chat": 100.0})
    story.accept("a", at=0.0)
    for _ in range(failures):
        story.ask("Post", "a", status=500)
    return story


def test_a_role_that_was_left_alone_must_be_used_again_in_time() -> None:
    """Even if fewer failures than a breaker needs had come before; a probe that fails is no use."""
    for moment, expected in ((500.0, ("PASS", 1, 0)), (2000.0, ("FAIL", 1, 1))):
        story = left_alone()
        story.now = 110.0
        story.ask("Post", "a", status=500)
        story.now = moment
        story.ask("Post", "a")
        story.effect("posted", "a")
        assert verdict(story.judge("breaker-closes")) == expected


def test_without_work_nothing_needs_to_be_used() -> None:
    """An event that was given up is none, nor is one that got what it wanted, nor a request of no event."""
    story = left_alone()
    story.report("dead-lettered", "a", reason="away")
    assert verdict(story.judge("breaker-closes")) == ("INCONCLUSIVE", 0, 0)
    story = Story("posted", heals={"chat": 100.0})
    story.accept("b", at=0.0)
    story.ask("Post", "b")
    for _ in range(3):
        story.ask("Look", "x", status=500)
    assert verdict(story.judge("breaker-closes")) == ("INCONCLUSIVE", 0, 0)


def test_probes_follow_each_other() -> None:
    """Two at once are one too many."""
    for seconds, expected in ((1.0, ("PASS", 1, 0)), (0.0, ("FAIL", 1, 1))):
        story = left_alone(failures=10)
        story.now = 110.0
        probes = [story.send("Post", "a")]
        for _ in range(2):
            story.now += seconds
            if seconds:
                story.end(probes.pop(), 500)
            probes.append(story.send("Post", "a"))
        story.now += 1.0
        for probe in probes:
            story.end(probe)
        assert verdict(story.judge("breaker-closes")) == expected
