"""batch-accounting: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from .judging import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that counts refused rows as applied is caught."""
    assert_judged("batch-accounting", scenario="batch/batch", condition="calm", mistake="counts-what-it-read")


def test_an_account_must_balance() -> None:
    """Rows that are nowhere were lost on the way."""
    story = Story("told")
    story.effect("told", "a")
    story.report("batch-finished", None, rows=2, applied=1, rejected=0, skipped=0)
    assert verdict(story.judge("batch-accounting")) == ("FAIL", 1, 1)


def test_what_a_dead_batch_applied_is_skipped_by_the_next() -> None:
    """The ledger has more than was reported as applied, and that is right."""
    story = Story("told")
    for key in "abc":
        story.effect("told", key)
    story.report("batch-finished", None, rows=3, applied=1, rejected=0, skipped=2)
    assert verdict(story.judge("batch-accounting")) == ("PASS", 1, 0)


def test_the_account_agrees_with_the_ledger() -> None:
    """What is applied is there, what is rejected was given up with a reason, and with nothing done."""
    for applied, rejected, expected in ((1, 2, 0), (2, 1, 2), (0, 3, 2)):
        story = Story("told")
        story.effect("told", "a")
        story.report("rejected", "a", reason="twice")
        story.report("rejected", "b", reason="refused")
        story.report("rejected", "c", reason="refused")
        story.report("rejected", "d")
        story.effect("noted", "d")
        story.report("batch-finished", None, rows=3, applied=applied, rejected=rejected, skipped=0)
        assert len(story.judge("batch-accounting").violations) == expected, applied


def test_a_batch_of_nothing_has_no_account() -> None:
    """Nor is the ledger held against it."""
    story = Story("told")
    story.effect("told", "a")
    story.report("batch-finished", None, rows=0, applied=0, rejected=0, skipped=0)
    assert verdict(story.judge("batch-accounting")) == ("INCONCLUSIVE", 0, 0)
