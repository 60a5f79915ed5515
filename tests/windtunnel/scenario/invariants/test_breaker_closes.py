"""breaker-closes: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from ..rehearsing import assert_judged


def test_the_planted_mistake_is_caught() -> None:
    """A subject whose breaker stays open is caught; what waits behind it is lost, and nothing recovers."""
    assert_judged(
        "breaker-closes",
        condition="chat-down",
        mistake="breaker-never-closes",
        also=("no-lost-event", "recovery-time"),
    )
