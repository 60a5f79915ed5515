"""retry-amplification: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from .judging import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that tries nine times in a row is caught; what can never succeed is tried without end."""
    assert_judged(
        "retry-amplification",
        condition="half-refused",
        mistake="retries-without-budget",
        also=("bounded-attempts", "poison-isolation"),
    )


def test_small_windows_are_not_judged() -> None:
    """Ten attempts at one operation are a matter of bounded-attempts."""
    story = Story()
    for _ in range(10):
        story.ask("Post", "a", status=500)
    assert verdict(story.judge("retry-amplification")) == ("INCONCLUSIVE", 0, 0)
    assert verdict(story.judge("retry-amplification", operations=1)) == ("FAIL", 10, 1)


def test_what_has_no_key_and_what_a_quota_refused_does_not_count() -> None:
    """Neither as a request nor as an operation."""
    for key, status in ((None, 500), ("a", 429)):
        story = Story()
        story.ask("Post", "a")
        for _ in range(9):
            story.ask("Post", key, status=status)
        assert verdict(story.judge("retry-amplification", operations=1)) == ("INCONCLUSIVE", 0, 0)


def test_a_window_slides() -> None:
    """Old requests leave it, and their operations with them; each excess is told once."""
    story = Story()
    for moment in (0.0, 1.0, 2.0, 3.0, 100.0, 101.0, 102.0, 103.0):
        story.now = moment
        story.ask("Post", "a", status=500, seconds=0.0)
    assert verdict(story.judge("retry-amplification", operations=1)) == ("FAIL", 8, 2)
    assert verdict(story.judge("retry-amplification", operations=1, except_roles=["chat"])) == ("INCONCLUSIVE", 0, 0)
    assert verdict(story.judge("retry-amplification", operations=1, amplification=4)) == ("PASS", 8, 0)


def test_what_had_succeeded_is_no_retry_when_it_succeeds_again() -> None:
    """A job reads its ticket anew each time; what fails counts, and so does what was under way at the same time."""
    for first, again, expected in ((200, 200, ("INCONCLUSIVE", 0, 0)), (200, 500, ("FAIL", 4, 1)), (500, 200, None)):
        story = Story()
        story.ask("Read", "a", status=first)
        for _ in range(4):
            story.ask("Read", "a", status=again)
        assert verdict(story.judge("retry-amplification", operations=1)) == (expected or ("PASS", 1, 0))
    story = Story()
    sent = [story.send("Read", "a") for _ in range(4)]
    for attempt in sent:
        story.now += 1.0
        story.end(attempt)
    assert verdict(story.judge("retry-amplification", operations=1)) == ("FAIL", 0, 1)
