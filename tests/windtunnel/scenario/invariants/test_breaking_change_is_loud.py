"""breaking-change-is-loud: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from windtunnel.kernel.journal import Kind

from ..rehearsing import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that passes a changed date on is caught."""
    assert_judged(
        "breaking-change-is-loud", condition="dates-changed", mistake="guesses-dates", also=("no-lost-event",)
    )


def test_an_event_that_was_touched_is_judged_once() -> None:
    """A wrong record is one violation; an event that was never accepted is owed nothing."""
    story = Story("routed", "announced")
    story.accept("a")
    for key in ("a", "b"):
        story.ask("Show", key, faults=["html-body"])
    story.journal.append(Kind.EFFECT, "chat", "messages.created", key="a", outcome="routed", wrong="team", id="1")
    assert verdict(story.judge("breaking-change-is-loud")) == ("FAIL", 2, 1)


def test_what_is_left_out_and_said_to_be_missing_is_not_wrong() -> None:
    """An answer without a value is honest when the subject reports it for that key, and a wrong value never is."""
    for left_out, told, expected in ((True, "a", "PASS"), (True, "b", "FAIL"), (False, "a", "FAIL")):
        story = Story("answered")
        story.accept("a")
        story.ask("Query", "a", faults=["html-body"])
        story.report("degraded", told, reason="ContractError: $.totalSize", alarm=True)
        written = "None" if left_out else "'Gold'"
        story.effect("answered", "a", wrong=f"tier={written} where the truth is 'Silver'")
        assert story.judge("breaking-change-is-loud").verdict.value == expected


def test_what_was_touched_does_not_disappear() -> None:
    """It is done, or given up with a reason; what no drift touched is for others to judge."""
    for end, faults, expected in (
        ("done", ["html-body"], ("PASS", 1, 0)),
        ("given up", ["html-body"], ("PASS", 1, 0)),
        ("nothing", ["html-body"], ("FAIL", 1, 1)),
        ("nothing", ["latency"], ("INCONCLUSIVE", 0, 0)),
        ("nothing", [], ("INCONCLUSIVE", 0, 0)),
    ):
        story = Story("told")
        story.accept("a")
        story.ask("Show", "a", faults=faults)
        story.ask("Show", None, faults=["html-body"])
        if end == "done":
            story.effect("told", "a")
        elif end == "given up":
            story.report("rejected", "a", reason="ContractError: subject")
        assert verdict(story.judge("breaking-change-is-loud")) == expected


def test_a_delivery_that_drift_touched_is_judged_like_an_answer() -> None:
    """If it is of an event, and the drift is one of the condition's."""
    for key, fault, exercised in (("a", "renamed", 1), ("a", "duplicate-delivery", 0), (None, "renamed", 0)):
        story = Story("told")
        story.settings = replace(story.settings, drifts=frozenset({"renamed"}))
        story.accept("a")
        story.effect("told", "a")
        story.journal.append(Kind.DELIVERY, "desk", "webhook", key=key, fault=fault)
        assert story.judge("breaking-change-is-loud").exercised == exercised
