"""batch-accounting: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from .judging import assert_judged
from .stories import Story, verdict


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
