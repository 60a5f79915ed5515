"""graceful-degradation: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from .judging import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that does not say that its answer is an old one is caught."""
    assert_judged(
        "graceful-degradation",
        scenario="assistant/assistant",
        condition="books-down",
        mistake="hides-what-is-missing",
    )


def test_an_empty_success_and_a_failure_passed_on_are_violations() -> None:
    """And an honest fallback is none."""
    story = Story()
    for key, status, content, mark in (("a", 200, "old", True), ("b", 200, "", True), ("c", 502, "no", None)):
        story.ask("Show", key, status=None, outcome="fail", reason="refuse")
        story.call(key, status=status)
        story.fact("reply-marked", key, status=status, content=content, mark=mark)
    judgement = story.judge("graceful-degradation", roles=["chat"])
    assert (judgement.exercised, [violation.key for violation in judgement.violations]) == (3, ["b", "c"])


def away(story: Story, key: str) -> None:
    """The role does not answer."""
    story.ask("Show", key, status=None, outcome="fail", reason="refuse")


def test_every_call_that_was_answered_is_judged() -> None:
    """A failure is one, even if the next try is answered well; a try that met nobody is none."""
    for status, failure, expected in ((500, None, ("FAIL", 2, 1)), (None, "refused", ("PASS", 1, 0))):
        story = Story()
        away(story, "a")
        story.call("a", status=status, failure=failure)
        away(story, "a")
        story.call("a")
        story.fact("reply-marked", "a", status=200, content="old", mark=True)
        assert verdict(story.judge("graceful-degradation", roles=["chat"])) == expected


def test_a_try_that_the_caller_gave_up_counts_when_it_was_the_last() -> None:
    """The next one may be answered."""
    for again, expected in ((True, ("PASS", 1, 0)), (False, ("FAIL", 1, 1))):
        story = Story()
        away(story, "a")
        story.call("a", status=None, failure="timeout")
        if again:
            story.call("a")
            story.fact("reply-marked", "a", status=200, content="old", mark=True)
        assert verdict(story.judge("graceful-degradation", roles=["chat"])) == expected


def test_what_came_after_the_answer_was_no_help_to_it() -> None:
    """A role that answered for the key before it did."""
    for before, expected in ((True, ("INCONCLUSIVE", 0, 0)), (False, ("FAIL", 1, 1))):
        story = Story()
        if before:
            story.ask("Show", "a")
        away(story, "a")
        story.call("a")
        story.fact("reply-marked", "a", status=200, content="old", mark=False)
        story.ask("Show", "a")
        assert verdict(story.judge("graceful-degradation", roles=["chat"])) == expected


def test_an_answer_of_blanks_is_empty() -> None:
    """As is none, and a list of nothing; a number is something."""
    for content, expected in (("  \n", "FAIL"), (None, "FAIL"), ([], "FAIL"), ({}, "FAIL"), (0, "PASS")):
        story = Story()
        away(story, "a")
        story.call("a")
        story.fact("reply-marked", "a", status=200, content=content, mark=True)
        assert story.judge("graceful-degradation", roles=["chat"]).verdict.value == expected


def test_a_late_answer_and_one_without_a_mark_are_violations() -> None:
    """However good the answer is."""
    for seconds, mark, expected in ((11.0, True, "FAIL"), (9.0, True, "PASS"), (9.0, False, "FAIL")):
        story = Story()
        away(story, "a")
        story.call("a", seconds=seconds)
        story.fact("reply-marked", "a", status=200, content="old", mark=mark)
        assert story.judge("graceful-degradation", roles=["chat"]).verdict.value == expected


def test_a_call_that_asked_nobody_while_the_role_fails_rests_on_what_is_fresh() -> None:
    """Somebody else's answer of long ago is no longer, and calls of other kinds do not matter."""
    for later, expected in ((5.0, 1), (50.0, 2)):
        story = Story()
        story.ask("Show", "other")
        away(story, "down")
        story.call("down")
        story.fact("reply-marked", "down", status=200, content="old", mark=True)
        story.now = later
        story.call("a")
        story.fact("reply-marked", "a", status=200, content="old", mark=True)
        story.call("b-1")
        judgement = story.judge("graceful-degradation", roles=["chat"], fresh_seconds=30, keys="^(a|down)")
        assert verdict(judgement) == ("PASS", expected, 0)


def test_a_cache_is_fresh_for_so_long_and_says_when_it_is_not() -> None:
    """While the role is well; what the call asked for itself is no cache, and without a limit nothing is too old."""
    for age, mark, fresh, violations in (
        (50.0, False, 30.0, 1),
        (50.0, True, 30.0, 0),
        (20.0, False, 30.0, 0),
        (50.0, False, 0.0, 0),
    ):
        story = Story()
        story.ask("Show", "other", seconds=0.0)
        story.now = age
        story.call("a")
        story.fact("reply-marked", "a", status=200, content="old", mark=mark)
        story.call("unseen")
        judgement = story.judge("graceful-degradation", roles=["chat"], fresh_seconds=fresh)
        assert len(judgement.violations) == violations, (age, mark, fresh)


def test_a_role_that_never_answered_has_no_cache_and_nothing_is_said_of_it() -> None:
    """Neither is it failing, when all that is known of it is that somebody did not wait, or still waits."""
    for ask in (None, "abandoned", "waiting"):
        story = Story()
        if ask == "abandoned":
            story.ask("Show", "a", status=None, outcome="info", reason="abandoned")
        elif ask == "waiting":
            story.send("Show", "a")
        story.call("a")
        story.fact("reply-marked", "a", status=200, content="x", mark=False)
        judgement = story.judge("graceful-degradation", roles=["chat"], fresh_seconds=30)
        assert verdict(judgement) == ("INCONCLUSIVE", 0, 0), ask


def test_only_the_last_that_was_heard_of_a_role_counts() -> None:
    """It failed and is well again: who asked it in vain before is not excused, who asks nobody is."""
    story = Story()
    away(story, "a")
    story.ask("Show", "b")
    story.call("a")
    story.fact("reply-marked", "a", status=200, content="x", mark=False)
    assert verdict(story.judge("graceful-degradation", roles=["chat"], fresh_seconds=30)) == ("INCONCLUSIVE", 0, 0)


def test_a_call_whose_answer_was_not_noted_is_judged_by_its_status() -> None:
    """There is nothing else to go by."""
    story = Story()
    away(story, "a")
    story.call("a")
    assert verdict(story.judge("graceful-degradation", roles=["chat"])) == ("PASS", 1, 0)


def test_a_call_that_met_no_living_subject_is_not_judged() -> None:
    """Even if it was the last."""
    story = Story()
    away(story, "a")
    story.call("a", status=None, failure="refused")
    assert verdict(story.judge("graceful-degradation", roles=["chat"])) == ("INCONCLUSIVE", 0, 0)


def test_a_failure_makes_nothing_fresh_and_whoever_asked_has_no_cache() -> None:
    """What a role said last counts from when it said it."""
    story = Story()
    story.ask("Show", "other")
    story.now = 45.0
    away(story, "down")
    story.now = 50.0
    story.call("a")
    assert story.judge("graceful-degradation", roles=["chat"], fresh_seconds=30).exercised == 1
    story = Story()
    away(story, "a")
    story.ask("Show", "other")
    story.now = 50.0
    story.call("a")
    story.fact("reply-marked", "a", status=200, content="x", mark=False)
    assert verdict(story.judge("graceful-degradation", roles=["chat"], fresh_seconds=30)) == ("INCONCLUSIVE", 0, 0)
