"""breaking-change-is-loud: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from ..rehearsing import assert_judged


def test_the_planted_mistake_is_caught() -> None:
    """A subject that passes a changed date on is caught."""
    assert_judged("breaking-change-is-loud", condition="dates-changed", mistake="guesses-dates")
