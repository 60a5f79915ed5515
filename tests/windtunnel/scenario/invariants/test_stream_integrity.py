"""stream-integrity: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from typing import Any

import pytest

from ..rehearsing import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that takes half a stream for the answer is caught."""
    assert_judged("stream-integrity", condition="streams-cut", mistake="takes-part-for-whole")


def broken(story: Story, **answer: Any) -> None:
    """An answer of the AI breaks off, or of whom it is."""
    ended: dict[str, Any] = {"role": "ai", "outcome": "info", "status": 200, "reason": "cut", **answer}
    story.ask("Ask", "a", **ended)


def test_only_a_whole_answer_to_the_same_question_makes_up_for_a_broken_one() -> None:
    """Neither a refusal, nor an error, nor another broken one, nor one that is still awaited."""
    whole: dict[str, Any] = {"outcome": "ok", "reason": ""}
    for answer, expected in (
        (whole, ("PASS", 1, 0)),
        ({**whole, "status": 500}, ("FAIL", 1, 1)),
        ({**whole, "status": 302}, ("FAIL", 1, 1)),
        ({**whole, "outcome": "info", "reason": "abandoned"}, ("FAIL", 1, 1)),
        ({**whole, "faults": ["misbehaviour:truncated-json"]}, ("FAIL", 2, 2)),
    ):
        story = Story("routed")
        broken(story)
        broken(story, **answer)
        story.effect("routed", "a")
        assert verdict(story.judge("stream-integrity")) == expected


def test_an_answer_counts_between_the_broken_one_and_what_rests_on_it() -> None:
    """One before, one after, one to another question and one that never came do not."""
    before, after, other, never = Story("routed"), Story("routed"), Story("routed"), Story("routed")
    before.ask("Ask", "a", role="ai")
    broken(before)
    before.effect("routed", "a")
    broken(after)
    after.effect("routed", "a")
    after.ask("Ask", "a", role="ai")
    broken(other)
    other.ask("List", "a", role="ai")
    other.effect("routed", "a")
    broken(never)
    never.send("Ask", "a", role="ai")
    never.effect("routed", "a")
    for story in (before, after, other, never):
        assert verdict(story.judge("stream-integrity")) == ("FAIL", 1, 1)


def test_what_came_before_or_never_rests_on_nothing() -> None:
    """And a stream of no event harms none."""
    story = Story("routed")
    story.effect("routed", "a")
    broken(story)
    assert verdict(story.judge("stream-integrity")) == ("PASS", 1, 0)
    story = Story("routed")
    story.ask("Ask", None, role="ai", outcome="info", reason="cut")
    assert verdict(story.judge("stream-integrity")) == ("INCONCLUSIVE", 0, 0)


def test_an_answer_that_is_reported_as_degraded_rests_on_nothing_broken() -> None:
    """If it is reported for that event and that system, after the stream broke off and before the effect."""
    for key, role, expected in (("a", "ai", "PASS"), ("b", "ai", "FAIL"), ("a", "crm", "FAIL"), ("a", None, "PASS")):
        story = Story("answered")
        broken(story)
        story.report("degraded", key, role=role, reason="cut")
        story.effect("answered", "a")
        assert story.judge("stream-integrity").verdict.value == expected
    early, late = Story("answered"), Story("answered")
    early.report("degraded", "a", role="ai")
    broken(early)
    early.effect("answered", "a")
    broken(late)
    late.effect("answered", "a")
    late.report("degraded", "a", role="ai")
    for story in (early, late):
        assert verdict(story.judge("stream-integrity")) == ("FAIL", 1, 1)


def test_other_roles_and_events_that_went_to_a_person_are_not_judged() -> None:
    """A person does not take half an answer for the whole."""
    story = Story("routed")
    broken(story, role="crm")
    story.effect("routed", "a")
    assert verdict(story.judge("stream-integrity")) == ("INCONCLUSIVE", 0, 0)
    story = Story("routed")
    broken(story)
    story.effect("routed", "a")
    story.report("reviewed", "a", reason="cut")
    assert verdict(story.judge("stream-integrity")) == ("PASS", 1, 0)
