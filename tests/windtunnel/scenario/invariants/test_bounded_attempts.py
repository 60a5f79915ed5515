"""bounded-attempts: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from ..rehearsing import assert_judged


def test_the_planted_mistake_is_caught() -> None:
    """A subject that never gives a poison message up is caught; the message never ends anywhere either."""
    assert_judged(
        "bounded-attempts",
        condition="poison",
        mistake="never-gives-up",
        also=("no-lost-event", "poison-isolation"),
    )
