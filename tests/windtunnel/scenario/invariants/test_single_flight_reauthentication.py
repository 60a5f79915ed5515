"""single-flight-reauthentication: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from ..rehearsing import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that refreshes in every caller is caught."""
    assert_judged("single-flight-reauthentication", condition="token-expired", mistake="refreshes-in-every-caller")


def expire(story: Story, at: float) -> None:
    """A token is rejected, and another one asked for."""
    story.now = at
    story.ask("Read", "a", status=401)
    story.ask("Token", None, path="/oauth/token")


def test_expiries_far_apart_are_two() -> None:
    """Each has its own refresh, and no second one."""
    story = Story()
    expire(story, 0.0)
    expire(story, 60.0)
    assert verdict(story.judge("single-flight-reauthentication")) == ("PASS", 2, 0)
    story.now = 61.0
    story.ask("Token", None, path="/oauth/token")
    assert verdict(story.judge("single-flight-reauthentication")) == ("FAIL", 2, 1)


def test_a_refresh_token_that_was_answered_is_used_up() -> None:
    """One whose answer never came may be tried again."""
    for status, expected in ((None, ("INCONCLUSIVE", 0, 0)), (200, ("FAIL", 0, 1))):
        story = Story()
        story.ask("Token", None, path="/oauth/token", grant="refresh_token", status=status)
        story.ask("Token", None, path="/oauth/token", grant="refresh_token")
        assert verdict(story.judge("single-flight-reauthentication")) == expected


def test_only_refusals_of_calls_and_tokens_that_were_given_count() -> None:
    """A token request that was refused, or lost, was none; a 403 has nothing to do with it."""
    story = Story()
    story.ask("Read", "a", status=401)
    for status in (401, 500, 200):
        story.ask("Token", None, path="/oauth/token", status=status)
    assert verdict(story.judge("single-flight-reauthentication")) == ("PASS", 1, 0)
    story = Story()
    story.ask("Read", "a", status=403)
    story.ask("Token", None, path="/oauth/token", status=401)
    assert verdict(story.judge("single-flight-reauthentication")) == ("INCONCLUSIVE", 0, 0)


def test_a_refresh_before_the_first_refusal_was_heard_is_another_one() -> None:
    """And so is one long after the last."""
    story = Story()
    reading = story.send("Read", "a")
    story.now = 1.0
    story.ask("Token", None, path="/oauth/token")
    story.now = 2.0
    story.end(reading, 401)
    story.ask("Token", None, path="/oauth/token")
    story.now = 60.0
    story.ask("Token", None, path="/oauth/token")
    assert verdict(story.judge("single-flight-reauthentication")) == ("PASS", 1, 0)


def test_a_burst_is_as_long_as_refusals_follow_each_other() -> None:
    """They are ordered by when they were heard."""
    story = Story()
    slow = story.send("Read", "a")
    story.now = 1.0
    story.ask("Read", "b", status=401)
    story.ask("Token", None, path="/oauth/token")
    story.now = 9.0
    story.end(slow, 401)
    story.now = 15.0
    story.ask("Token", None, path="/oauth/token")
    assert verdict(story.judge("single-flight-reauthentication")) == ("FAIL", 1, 1)


def test_a_new_token_that_is_refused_is_another_expiry() -> None:
    """However soon; a request that was under way when it came was sent with the old one."""
    for sent_later, expected in ((True, ("PASS", 2, 0)), (False, ("FAIL", 1, 1))):
        story = Story()
        early = None if sent_later else story.send("Read", "b")
        expire(story, 0.0)
        story.now = 5.0
        story.end(story.send("Read", "b") if early is None else early, 401)
        story.ask("Token", None, path="/oauth/token")
        assert verdict(story.judge("single-flight-reauthentication")) == expected


def test_a_pause_or_a_death_ends_a_burst_without_a_token() -> None:
    """Though nobody asked for one in between."""
    for pause, dies, expected in ((10.0, False, 1), (10.5, False, 2), (1.0, True, 2)):
        story = Story()
        story.ask("Read", "a", status=401)
        heard_at = story.now
        if dies:
            story.die()
        sent = story.send("Read", "b")
        story.now = heard_at + pause
        story.end(sent, 401)
        story.ask("Token", None, path="/oauth/token")
        assert verdict(story.judge("single-flight-reauthentication")) == ("PASS", expected, 0)


def test_other_requests_are_no_refresh() -> None:
    """However many of them are answered after the new token came."""
    story = Story()
    expire(story, 0.0)
    for _ in range(3):
        story.ask("Read", "a")
    assert verdict(story.judge("single-flight-reauthentication")) == ("PASS", 1, 0)


def test_a_new_process_asks_for_a_token_of_its_own() -> None:
    """It knows none, so that its request is no second one for the refusals that the dead one had heard."""
    story = Story()
    expire(story, 0.0)
    story.now += 1.0
    story.die()
    story.ask("Token", None, path="/oauth/token")
    assert verdict(story.judge("single-flight-reauthentication")) == ("PASS", 1, 0)
    expire(story, story.now)
    assert verdict(story.judge("single-flight-reauthentication")) == ("PASS", 2, 0)
    story.ask("Token", None, path="/oauth/token")
    assert verdict(story.judge("single-flight-reauthentication")) == ("FAIL", 2, 1)
