"""no-lost-event: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from ..rehearsing import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that answers 2xx and forgets the event is caught."""
    assert_judged("no-lost-event", condition="calm", mistake="accepts-before-storing")


def test_a_record_with_wrong_values_is_no_outcome() -> None:
    """Whether or not anything disturbed the run, and whether or not the event was given up besides."""
    for given_up in (False, True):
        story = Story("posted")
        story.accept("a", "b")
        story.effect("posted", "a")
        story.effect("posted", "b", wrong="total='12' where the truth is '21'")
        if given_up:
            story.report("dead-lettered", "b", reason="too often")
        assert verdict(story.judge("no-lost-event")) == ("FAIL", 2, 1)


def test_what_is_left_out_counts_as_wrong_unless_the_subject_says_so() -> None:
    """An answer that is reported as degraded says less, and nothing else than the truth."""
    for told, expected in ((False, ("FAIL", 1, 1)), (True, ("PASS", 1, 0))):
        story = Story("answered")
        story.accept("a")
        if told:
            story.report("degraded", "a", reason="the CRM is away")
        story.effect("answered", "a", wrong="tier=None where the truth is 'Gold'")
        assert verdict(story.judge("no-lost-event")) == expected


def test_what_was_given_up_with_a_reason_is_not_lost() -> None:
    """Without a reason it is, and so is what nobody speaks of."""
    for fields, expected in (({"reason": "refused"}, "PASS"), ({}, "FAIL"), (None, "FAIL")):
        story = Story("posted")
        story.accept("a")
        if fields is not None:
            story.report("dead-lettered", "a", **fields)
        assert story.judge("no-lost-event").verdict.value == expected
