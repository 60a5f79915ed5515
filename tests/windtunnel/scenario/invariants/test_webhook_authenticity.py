"""webhook-authenticity: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from ..rehearsing import assert_judged


def test_the_planted_mistake_is_caught() -> None:
    """A subject that does not verify signatures is caught."""
    assert_judged("webhook-authenticity", condition="forged", mistake="believes-everybody")
