"""single-flight-reauthentication: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from ..rehearsing import assert_judged
from .stories import Story, verdict


def test_the_planted_mistake_is_caught() -> None:
    """A subject that refreshes in every caller is caught."""
    assert_judged("single-flight-reauthentication", condition="token-expired", mistake="refreshes-in-every-caller")


def expire(story: Story, at: float) -> None:
    """A token is rejected, and another one asked for."""
    story.now = at
    story.ask("Read", "a", status=401)
    story.ask("Token", None, path="/oauth/token")


def test_expiries_far_apart_are_two() -> None:
    """Each has its own refresh."""
    story = Story()
    expire(story, 0.0)
    expire(story, 60.0)
    assert verdict(story.judge("single-flight-reauthentication")) == ("PASS", 2, 0)
    expire(story, 61.0)
    assert verdict(story.judge("single-flight-reauthentication")) == ("FAIL", 2, 1)


def test_a_refresh_token_that_was_answered_is_used_up() -> None:
    """One whose answer never came may be tried again."""
    for status, expected in ((None, ("INCONCLUSIVE", 0, 0)), (200, ("FAIL", 0, 1))):
        story = Story()
        story.ask("Token", None, path="/oauth/token", grant="refresh_token", status=status)
        story.ask("Token", None, path="/oauth/token", grant="refresh_token")
        assert verdict(story.judge("single-flight-reauthentication")) == expected
