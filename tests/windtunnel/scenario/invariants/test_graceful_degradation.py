"""graceful-degradation: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from .judging import assert_judged
from .stories import Story, verdict


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
