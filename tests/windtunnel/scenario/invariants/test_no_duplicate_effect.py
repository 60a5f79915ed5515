"""no-duplicate-effect: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from ..rehearsing import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that sends again after a lost answer, without looking, is caught."""
    assert_judged("no-duplicate-effect", condition="answers-lost", mistake="posts-again-without-looking")


def test_two_effects_of_one_outcome_are_one_too_many() -> None:
    """Those of two outcomes, or of two events, are not."""
    for effects, expected in (
        ([("told", "a"), ("told", "b"), ("posted", "a")], ("PASS", 3, 0)),
        ([("told", "a"), ("told", "a")], ("FAIL", 1, 1)),
    ):
        story = Story("told")
        for outcome, key in effects:
            story.effect(outcome, key)
        assert verdict(story.judge("no-duplicate-effect")) == expected
