"""breaker-opens: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from ..rehearsing import assert_judged


def test_the_planted_mistake_is_caught() -> None:
    """A subject without a breaker is caught; it multiplies attempts and rushes back too."""
    assert_judged(
        "breaker-opens",
        condition="chat-down",
        mistake="no-breaker",
        also=("bounded-attempts", "breaker-closes", "retry-amplification"),
    )
