"""retry-after-honoured: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from ..rehearsing import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that does not wait as long as it is told is caught."""
    assert_judged("retry-after-honoured", condition="quota-cut", mistake="ignores-retry-after")


def test_milliseconds_count_where_both_are_said() -> None:
    """Whole seconds are rounded up; what the client was told exactly is enough."""
    story = Story()
    story.ask("Ask", "a", status=429, seconds=0.0, retry_after="2", retry_after_ms="1200")
    story.now = 1.3
    story.ask("Ask", "a")
    assert verdict(story.judge("retry-after-honoured")) == ("PASS", 1, 0)
    story = Story()
    story.ask("Ask", "a", status=429, seconds=0.0, retry_after_ms="1200")
    story.now = 1.1
    story.ask("Ask", "a")
    assert verdict(story.judge("retry-after-honoured")) == ("FAIL", 1, 1)


def test_a_date_is_honoured_and_what_is_no_time_asks_for_nothing() -> None:
    """The date counts from the answer."""
    for text, expected in (("Thu, 01 Jan 1970 00:00:10 GMT", ("FAIL", 1, 1)), ("soon", ("INCONCLUSIVE", 0, 0))):
        story = Story()
        story.ask("Ask", "a", status=503, seconds=0.0, retry_after=text)
        story.now = 5.0
        story.ask("Ask", "a")
        assert verdict(story.judge("retry-after-honoured")) == expected


def test_a_503_closes_what_it_drew_from_and_a_429_the_bucket_that_refused() -> None:
    """Other operations go on."""
    for status, expected in ((503, ("PASS", 1, 0)), (429, ("FAIL", 1, 1))):
        story = Story()
        story.ask("Ask", "a", status=status, seconds=0.0, retry_after="9", refused_by="account", buckets=["ask"])
        story.now = 5.0
        story.ask("Tell", "a", buckets=["account"])
        assert verdict(story.judge("retry-after-honoured")) == expected


def test_a_role_that_refuses_everything_is_judged_as_well() -> None:
    """Both requests were refused, and the second came too early."""
    story = Story()
    for _ in range(2):
        story.ask("Ask", "a", status=429, retry_after="5")
    assert verdict(story.judge("retry-after-honoured")) == ("FAIL", 2, 1)


def test_a_new_process_cannot_know_what_was_asked_of_the_old_one() -> None:
    """Whoever survives does."""
    for dies, expected in ((True, ("PASS", 1, 0)), (False, ("FAIL", 1, 1))):
        story = Story()
        story.ask("Ask", "a", status=429, retry_after="9")
        story.now = 1.0
        if dies:
            story.die()
        story.now = 2.0
        story.ask("Ask", "b")
        assert verdict(story.judge("retry-after-honoured")) == expected


def refused_by_a_fault(*buckets_of_others: list[str], same: str | None = None) -> Story:
    """A post to one channel is refused before the vendor counts it; posts to others were counted before."""
    story = Story()
    for number, buckets in enumerate(buckets_of_others):
        story.ask("Post", f"other-{number}", buckets=buckets)
    if same is not None:
        story.ask("Post", "a", buckets=[same])
    story.now = 10.0
    story.ask("Post", "a", status=429, retry_after="9", seconds=0.0)
    story.now = 12.0
    return story


def test_a_refusal_without_a_bucket_closes_what_the_same_request_draws_from() -> None:
    """Another channel is open, and another post to the same one is not."""
    for buckets, expected in ((["one"], ("FAIL", 1, 1)), (["two"], ("PASS", 1, 0))):
        story = refused_by_a_fault(["two"], same="one")
        story.ask("Post", "b", buckets=buckets)
        assert verdict(story.judge("retry-after-honoured")) == expected


def test_a_refusal_without_a_bucket_closes_what_all_requests_of_its_operation_draw_from() -> None:
    """Where they share nothing it closes itself alone, and where nothing is known the operation."""
    for others, asked, expected in (
        ((["one", "all"], ["two", "all"]), "b", ("FAIL", 1, 1)),
        ((["one"], ["two"]), "b", ("PASS", 1, 0)),
        ((["one"], ["two"]), "a", ("FAIL", 1, 1)),
        ((), "b", ("FAIL", 1, 1)),
    ):
        story = refused_by_a_fault(*others)
        story.ask("Post", asked, status=500)
        assert verdict(story.judge("retry-after-honoured")) == expected


def test_what_was_on_its_way_is_not_too_early_and_a_retry_at_once_is() -> None:
    """Another request at the same moment knows of nothing; the same one does."""
    for key, expected in (("b", ("PASS", 1, 0)), ("a", ("FAIL", 1, 1))):
        story = Story()
        story.ask("Ask", "a", status=503, retry_after="9")
        story.ask("Ask", key)
        assert verdict(story.judge("retry-after-honoured")) == expected


def test_other_answers_ask_for_nothing() -> None:
    """Whatever their headers say."""
    story = Story()
    story.ask("Ask", "a", status=200, retry_after="9")
    story.ask("Ask", "a", status=500, retry_after="9")
    story.ask("Ask", "a")
    assert verdict(story.judge("retry-after-honoured")) == ("INCONCLUSIVE", 0, 0)


def test_a_503_closes_its_buckets_for_other_operations() -> None:
    """And what another request drew from before says nothing of what this one draws from now."""
    story = Story()
    story.ask("Ask", "a", status=503, retry_after="9", buckets=["account"])
    story.now = 1.0
    story.ask("Tell", "a", buckets=["account"])
    assert verdict(story.judge("retry-after-honoured")) == ("FAIL", 1, 1)
    story = Story()
    story.ask("Ask", "a", buckets=["old"])
    story.ask("Tell", "b", status=429, retry_after="9", refused_by="new")
    story.now = 1.0
    story.ask("Ask", "a", buckets=["new"])
    assert verdict(story.judge("retry-after-honoured")) == ("FAIL", 1, 1)
