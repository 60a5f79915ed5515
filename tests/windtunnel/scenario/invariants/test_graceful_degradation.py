"""graceful-degradation: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from .judging import assert_judged
from .stories import Story


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
