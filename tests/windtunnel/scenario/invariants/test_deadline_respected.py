"""deadline-respected: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from ..rehearsing import assert_judged


def test_the_planted_mistake_is_caught() -> None:
    """A subject without timeouts is caught; its workers hang, so later events are lost too."""
    assert_judged(
        "deadline-respected",
        condition="silent",
        mistake="no-timeout",
        also=("no-lost-event", "recovery-time"),
    )
