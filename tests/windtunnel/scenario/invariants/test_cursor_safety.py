"""cursor-safety: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from .judging import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that stores its cursor before it applies the page is caught when it dies; items are lost, uncounted."""
    assert_judged(
        "cursor-safety",
        scenario="batch/batch",
        condition="killed",
        mistake="stores-cursor-first",
        also=("batch-accounting", "no-lost-event"),
    )


def test_an_undisturbed_reading_puts_nothing_to_the_test() -> None:
    """Everything was there before the first page."""
    story = Story("told")
    story.accept("a", "b")
    story.now += 1
    story.ask("List", None, method="GET")
    story.ask("List", None, method="GET")
    assert verdict(story.judge("cursor-safety", operations=["List"])) == ("INCONCLUSIVE", 0, 0)


def test_an_item_that_is_applied_twice_is_a_violation() -> None:
    """It came while pages were read, and shifted one of them."""
    story = Story("told")
    story.ask("List", None, method="GET")
    story.accept("a")
    story.now += 1
    story.ask("List", None, method="GET")
    for _ in range(2):
        story.effect("told", "a")
    assert verdict(story.judge("cursor-safety", operations=["List"])) == ("FAIL", 1, 1)


def page(story: Story, moment: float, **answer: int) -> None:
    """A page is read."""
    story.now = moment
    story.ask("List", None, method="GET", **answer)


def test_only_pages_that_were_read_are_a_reading() -> None:
    """Other requests, pages that failed, and pages of another round are not disturbed."""
    other, failed, apart = Story("told"), Story("told"), Story("told")
    for story in (other, failed, apart):
        page(story, 0.0)
        story.accept("a", at=1.0)
    other.now = 2.0
    other.ask("Post", None)
    page(failed, 2.0, status=500)
    page(apart, 100.0)
    for story in (other, failed, apart):
        story.effect("told", "a")
        assert verdict(story.judge("cursor-safety", operations=["List"])) == ("INCONCLUSIVE", 0, 0)


def test_a_death_disturbs_a_reading_that_goes_on_after_it() -> None:
    """One before the first page, or after the last, does not."""
    for death, exercised in ((1.0, 0), (3.0, 1), (9.0, 0)):
        story = Story("told")
        for moment in sorted((2.0, 4.0, death)):
            if moment == death:
                story.now = moment
                story.die()
            else:
                page(story, moment)
        assert story.judge("cursor-safety", operations=["List"]).exercised == exercised, death


def test_an_item_that_was_there_before_the_last_page_is_not_skipped() -> None:
    """What came later is for the next reading; what is no required outcome may happen twice."""
    for moment, expected in ((1.0, ("FAIL", 1, 1)), (9.0, ("PASS", 1, 0))):
        story = Story("told")
        page(story, 0.0)
        story.accept("a", at=0.5)
        story.effect("told", "a")
        for _ in range(2):
            story.effect("noted", "a")
        if moment < 2.0:
            story.accept("b", at=moment + 40.0)
        page(story, 2.0)
        if moment > 2.0:
            story.accept("b", at=moment)
        else:
            story.accept("c", at=1.5)
            page(story, 45.0)
        judgement = story.judge("cursor-safety", operations=["List"])
        assert judgement.verdict.value == expected[0]
