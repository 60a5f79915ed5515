"""retry-amplification: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from .judging import assert_judged
from .stories import Story, verdict


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
