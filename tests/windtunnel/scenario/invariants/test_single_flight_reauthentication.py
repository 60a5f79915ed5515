"""single-flight-reauthentication: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from ..rehearsing import assert_judged


def test_the_planted_mistake_is_caught() -> None:
    """A subject that refreshes in every caller is caught."""
    assert_judged("single-flight-reauthentication", condition="token-expired", mistake="refreshes-in-every-caller")
