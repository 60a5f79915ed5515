"""stream-integrity: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from ..rehearsing import assert_judged


def test_the_planted_mistake_is_caught() -> None:
    """A subject that takes half a stream for the answer is caught."""
    assert_judged("stream-integrity", condition="streams-cut", mistake="takes-part-for-whole")
