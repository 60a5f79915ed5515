"""no-duplicate-effect: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from ..rehearsing import assert_judged


def test_the_planted_mistake_is_caught() -> None:
    """A subject that sends again after a lost answer, without looking, is caught."""
    assert_judged("no-duplicate-effect", condition="answers-lost", mistake="posts-again-without-looking")
