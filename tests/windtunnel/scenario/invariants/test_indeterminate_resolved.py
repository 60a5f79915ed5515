"""indeterminate-resolved: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from typing import Any

import pytest

from .judging import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that takes a lost answer for success, and never looks, is caught."""
    assert_judged("indeterminate-resolved", condition="answers-lost", mistake="takes-silence-for-success")


def lost_write(story: Story, key: str) -> None:
    """A write whose answer is lost; whether it had its effect, nobody knows."""
    story.ask("Post", key, status=None, outcome="info", reason="read-timeout")


def test_reading_back_repeating_and_handing_over_all_clear_the_doubt() -> None:
    """Whether the effect exists or not."""
    story = Story("told")
    story.effect("told", "z", attempt=story.ask("Post", "z"))
    for key in "abcd":
        lost_write(story, key)
    story.ask("Find", "a", method="GET")
    story.ask("Post", "b", status=409)
    story.report("reviewed", "c")
    assert verdict(story.judge("indeterminate-resolved")) == ("FAIL", 4, 1)
    assert story.judge("indeterminate-resolved").violations[0].key == "d"


def test_what_comes_too_late_or_fails_too_clears_nothing() -> None:
    """Neither a look after the time limit, nor one that gets no answer."""
    story = Story("told")
    story.effect("told", "z", attempt=story.ask("Post", "z"))
    lost_write(story, "a")
    story.ask("Find", "a", method="GET", status=503)
    story.now += 1000
    story.ask("Find", "a", method="GET")
    assert verdict(story.judge("indeterminate-resolved", within_seconds=900)) == ("FAIL", 1, 1)


def test_operations_that_never_change_anything_leave_no_doubt() -> None:
    """A question whose answer is lost is asked again, or not."""
    story = Story("told")
    lost_write(story, "a")
    assert verdict(story.judge("indeterminate-resolved")) == ("INCONCLUSIVE", 0, 0)


def lost(**later: Any) -> Story:
    """A write whose answer was lost, and what was asked afterwards."""
    story = Story()
    story.ask("Post", "a", outcome="info", status=None)
    story.effect("posted", "a", attempt=1)
    asked: dict[str, Any] = {"method": "GET", **later}
    story.ask("Read", "a", **asked)
    return story


def test_only_an_answer_of_the_same_role_that_tells_something_clears_a_doubt() -> None:
    """Not one that was lost, nor a failure, nor a refusal that says nothing of the record."""
    assert verdict(lost().judge("indeterminate-resolved")) == ("PASS", 1, 0)
    for later in ({"role": "desk"}, {"outcome": "info"}, {"status": 503}, {"status": 401}, {"status": 429}):
        assert verdict(lost(**later).judge("indeterminate-resolved")) == ("FAIL", 1, 1)
    assert verdict(lost(status=None).judge("indeterminate-resolved")) == ("FAIL", 1, 1)


def test_a_write_that_never_ended_must_be_resolved_as_well() -> None:
    """The time counts from when it was sent."""
    story = Story()
    story.ask("Post", "b")
    story.effect("posted", "b", attempt=1)
    story.send("Post", "a")
    story.now += 10.0
    story.ask("Read", "a", method="GET")
    assert verdict(story.judge("indeterminate-resolved")) == ("PASS", 1, 0)


def test_a_lookup_of_many_records_clears_the_doubt_of_one() -> None:
    """If it is declared, answered, of the same role, and later."""
    asked: dict[str, Any]
    for asked, expected in (
        ({}, ("PASS", 1, 0)),
        ({"status": 500}, ("FAIL", 1, 1)),
        ({"role": "desk"}, ("FAIL", 1, 1)),
        ({"operation": "Count"}, ("FAIL", 1, 1)),
    ):
        story = Story("posted")
        story.accept("a")
        story.effect("posted", "a", attempt=story.ask("Post", "a", outcome="info", status=None, reason="lost"))
        story.ask(str(asked.pop("operation", "List")), None, method="GET", **asked)
        assert verdict(story.judge("indeterminate-resolved", lookups=["List"])) == expected
    story = Story("posted")
    story.accept("a")
    story.ask("List", None, method="GET")
    story.effect("posted", "a", attempt=story.ask("Post", "a", outcome="info", status=None, reason="lost"))
    assert verdict(story.judge("indeterminate-resolved", lookups=["List"])) == ("FAIL", 1, 1)
    story.now += 7 * 3600.0
    story.ask("List", None, method="GET")
    assert verdict(story.judge("indeterminate-resolved", lookups=["List"])) == ("FAIL", 1, 1)


def test_only_what_may_have_changed_a_system_is_in_doubt() -> None:
    """Not what reads, nor what belongs to no event, nor a role in which nothing matters; an intent always is."""
    for key, method, role, exercised in (
        ("a", "POST", "chat", 1),
        ("a", "GET", "chat", 0),
        ("a", "POST", "ai", 0),
        (None, "POST", "chat", 0),
    ):
        story = Story("posted")
        story.effect("posted", "b", attempt=story.ask("Post", "b", method=method, role=role))
        story.ask("Post", key, outcome="info", status=None, reason="lost", method=method, role=role)
        assert story.judge("indeterminate-resolved").exercised == exercised, (key, method, role)
    story = Story("posted")
    story.end(story.send("Post", "a", intent="post"), None, "info", reason="lost")
    assert verdict(story.judge("indeterminate-resolved")) == ("FAIL", 1, 1)


def test_time_counts_from_the_end_of_the_request() -> None:
    """And a lookup that began before it ended knows nothing of it."""
    for later, expected in ((50.0, "PASS"), (70.0, "FAIL")):
        story = Story("posted")
        story.effect("posted", "a", attempt=story.ask("Post", "a", outcome="info", status=None, seconds=30.0))
        story.now += later
        story.report("reviewed", "a", reason="in doubt")
        assert story.judge("indeterminate-resolved", within_seconds=60).verdict.value == expected
    story = Story("posted")
    attempt = story.send("Post", "a")
    story.now += 1.0
    story.ask("List", None, method="GET")
    story.now += 1.0
    story.end(attempt, None, "info", reason="lost")
    story.effect("posted", "a", attempt=attempt)
    assert verdict(story.judge("indeterminate-resolved", lookups=["List"])) == ("FAIL", 1, 1)
