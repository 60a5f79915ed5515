"""no-lost-event: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from ..rehearsing import assert_judged


def test_the_planted_mistake_is_caught() -> None:
    """A subject that answers 2xx and forgets the event is caught."""
    assert_judged("no-lost-event", condition="calm", mistake="accepts-before-storing")
