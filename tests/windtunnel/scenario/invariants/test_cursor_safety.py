"""cursor-safety: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from .judging import assert_judged
from .stories import Story, verdict


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
