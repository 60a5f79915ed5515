"""observability: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from .judging import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that says nothing of requests that failed is caught."""
    assert_judged("observability", condition="silent", mistake="swallows-failures")


def test_a_line_about_a_success_and_a_dead_letter_without_a_reason_tell_nothing() -> None:
    """A key with other signs in it is found as a whole."""
    story = Story("told")
    for key in ("x/1", "x/2", "x/3"):
        story.ask("Post", key, status=500, faults=["status"])
    story.surfaces["log"] = ['POST /x/1 "HTTP/1.1 201 Created"', "order x/2: went wrong"]
    story.report("dead-lettered", "x/3", reason="")
    judgement = story.judge("observability")
    assert (judgement.exercised, [violation.key for violation in judgement.violations]) == (4, ["x/1", "x/3"])


def test_a_request_that_was_given_up_is_nobodys_news() -> None:
    """The subject never saw how it ended."""
    for reason, expected in (("abandoned", ("INCONCLUSIVE", 0, 0)), ("cut", ("FAIL", 1, 1))):
        story = Story()
        story.ask("Post", "a", outcome="info", status=None, faults=["latency"], reason=reason)
        assert verdict(story.judge("observability")) == expected


def test_only_requests_of_events_that_a_fault_spoiled_must_be_told() -> None:
    """Not what a fault merely delayed, nor a refusal without a fault, nor what was never answered."""
    story = Story()
    story.ask("Post", "late", faults=["latency"])
    story.ask("Post", "refused", status=422)
    story.ask("Post", None, status=500, faults=["status"])
    story.send("Post", "unanswered")
    assert verdict(story.judge("observability")) == ("INCONCLUSIVE", 0, 0)


def test_a_report_of_the_event_tells_of_it() -> None:
    """One of no event does not, nor does what the harness notes."""
    for key, harness, expected in (("a", False, "PASS"), (None, False, "FAIL"), ("a", True, "FAIL")):
        story = Story()
        story.ask("Post", "a", status=500, faults=["status"])
        tell = story.fact if harness else story.report
        tell("degraded", key)
        assert story.judge("observability").verdict.value == expected


def test_a_dead_letter_says_why() -> None:
    """And whatever else is declared."""
    for fields, expected in ((["reason"], "PASS"), (["reason", "attempts"], "FAIL")):
        story = Story()
        story.report("dead-lettered", "a", reason="refused")
        assert story.judge("observability", dead_letter_fields=fields).verdict.value == expected
