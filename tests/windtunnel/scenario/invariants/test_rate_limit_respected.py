"""rate-limit-respected: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from .judging import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that sends as fast as it can is caught."""
    assert_judged("rate-limit-respected", scenario="batch/batch", condition="calm", mistake="keeps-no-pace")


def test_without_a_declared_limit_the_vendor_judges() -> None:
    """By how many requests its quotas had to refuse."""
    story = Story()
    for number in range(10):
        story.ask("Post", "a", status=429 if number % 2 else 200, cause="QuotaExhausted" if number % 2 else "")
    assert verdict(story.judge("rate-limit-respected", samples=10)) == ("FAIL", 5, 1)
    assert verdict(story.judge("rate-limit-respected", samples=10, refused_share=0.5)) == ("PASS", 5, 0)


def test_a_window_slides() -> None:
    """Three requests across the border of two seconds are three within one."""
    story = Story()
    for moment in (0.6, 0.9, 1.1, 1.4):
        story.now = moment
        story.ask("Post", "a", seconds=0.0)
    limits = {"chat": {"requests": 3, "seconds": 1}}
    assert verdict(story.judge("rate-limit-respected", limits=limits)) == ("FAIL", 3, 1)


def test_a_limit_counts_its_operations_and_what_is_at_once() -> None:
    """Other operations are free; two at once are too many where one is allowed."""
    story = Story()
    for operation in ("Read", "Read", "Write"):
        story.ask(operation, "a", seconds=1.0)
    reads = {"requests": 2, "seconds": 60, "operations": ["Read"], "at_once": 1}
    assert verdict(story.judge("rate-limit-respected", limits={"chat": reads})) == ("PASS", 2, 0)
    assert verdict(story.judge("rate-limit-respected", limits={"chat": {**reads, "operations": []}})) == ("FAIL", 3, 1)
    first, second = story.send("Read", "b"), story.send("Read", "c")
    story.now += 1.0
    story.end(first)
    story.end(second)
    both = {**reads, "requests": 9}
    assert verdict(story.judge("rate-limit-respected", limits={"chat": both})) == ("FAIL", 0, 1)


def test_a_few_refusals_prove_nothing_and_each_excess_is_told_once() -> None:
    """A share needs a number of requests; a window that stays too full is one excess."""
    story = Story()
    for _ in range(9):
        story.ask("Post", "a", status=429, cause="QuotaExhausted")
    assert verdict(story.judge("rate-limit-respected", samples=10)) == ("PASS", 9, 0)
    story = Story()
    for moment in (0.0, 0.1, 0.2, 0.3, 5.0, 5.1, 5.2):
        story.now = moment
        story.ask("Post", "a", seconds=0.0)
    limits = {"chat": {"requests": 2, "seconds": 1}}
    assert verdict(story.judge("rate-limit-respected", limits=limits)) == ("FAIL", 7, 2)
