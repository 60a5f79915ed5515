"""retry-after-honoured: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from ..rehearsing import assert_judged


def test_the_planted_mistake_is_caught() -> None:
    """A subject that does not wait as long as it is told is caught."""
    assert_judged("retry-after-honoured", condition="quota-cut", mistake="ignores-retry-after")
