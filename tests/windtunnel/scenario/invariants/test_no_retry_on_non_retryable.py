"""no-retry-on-non-retryable: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from ..rehearsing import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that retries a 422 is caught."""
    assert_judged("no-retry-on-non-retryable", condition="refused", mistake="retries-refusals")


def test_what_was_written_meanwhile_is_read_again() -> None:
    """A record that was not there is looked for again once it was made; before that nothing has changed."""
    story = Story()
    story.ask("Find", "a", method="GET", status=404)
    story.ask("Make", "a", status=201)
    story.ask("Find", "a", method="GET", status=200)
    assert verdict(story.judge("no-retry-on-non-retryable")) == ("PASS", 1, 0)


def test_another_read_and_a_write_that_failed_change_nothing() -> None:
    """Neither does a write that nobody answered."""
    for method, end in (("GET", 200), ("POST", 503), ("POST", None)):
        story = Story()
        story.ask("Find", "a", method="GET", status=404)
        attempt = story.send("Other", "a", method=method)
        if end is not None:
            story.now += 1
            story.end(attempt, end)
        story.now += 1
        story.ask("Find", "a", method="GET", status=404)
        assert verdict(story.judge("no-retry-on-non-retryable")) == ("FAIL", 2, 1)


def test_what_follows_a_success_is_no_retry() -> None:
    """One re-authentication is allowed; after it the request is a new one."""
    story = Story()
    for status in (401, 200, 200, 200):
        story.ask("Find", "a", method="GET", status=status)
    assert verdict(story.judge("no-retry-on-non-retryable")) == ("PASS", 1, 0)


def test_with_a_new_token_a_request_is_tried_like_any_other() -> None:
    """Failures that pass are no refusals; a second refusal is, and other refusals have no second try at all."""
    for statuses, expected in (
        ((401, 503, 503, 200), ("PASS", 1, 0)),
        ((401, 503, 401, 503), ("PASS", 2, 0)),
        ((401, 503, 401, 503, 401), ("FAIL", 3, 1)),
        ((404, 503), ("FAIL", 1, 1)),
    ):
        story = Story()
        for status in statuses:
            story.ask("Find", "a", method="GET", status=status)
        assert verdict(story.judge("no-retry-on-non-retryable")) == expected


def test_with_every_new_token_it_may_be_sent_again() -> None:
    """A token that was asked for and not given is none."""
    for token_status, expected in ((200, ("PASS", 2, 0)), (503, ("FAIL", 2, 1))):
        story = Story()
        for status in (401, 401, 200):
            story.ask("Find", "a", method="GET", status=status)
            story.ask("Token", None, path="/oauth/token", status=token_status)
        assert verdict(story.judge("no-retry-on-non-retryable")) == expected


def test_what_a_quota_refused_may_be_sent_again() -> None:
    """Some vendors say it with 403."""
    for cause, expected in (("QuotaExhausted", ("INCONCLUSIVE", 0, 0)), ("Forbidden", ("FAIL", 1, 1))):
        story = Story()
        story.ask("Find", "a", status=403, cause=cause)
        story.ask("Find", "a")
        assert verdict(story.judge("no-retry-on-non-retryable")) == expected


def test_what_was_written_before_the_refusal_changes_nothing() -> None:
    """The answer knew of it."""
    story = Story()
    story.ask("Make", "a", status=201)
    story.ask("Find", "a", method="GET", status=404)
    story.ask("Find", "a", method="GET", status=404)
    assert verdict(story.judge("no-retry-on-non-retryable")) == ("FAIL", 2, 1)


def test_a_refusal_that_breaks_off_may_have_been_anything() -> None:
    """The caller waited for the rest of it in vain."""
    for outcome, expected in (("info", ("INCONCLUSIVE", 0, 0)), ("ok", ("FAIL", 1, 1))):
        story = Story()
        story.ask("Make", "a", status=400, outcome=outcome)
        story.ask("Make", "a")
        assert verdict(story.judge("no-retry-on-non-retryable")) == expected
