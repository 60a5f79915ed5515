"""idempotency-key-stable: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from ..rehearsing import assert_judged


def test_the_planted_mistake_is_caught() -> None:
    """A subject that makes a new key for every attempt is caught."""
    assert_judged("idempotency-key-stable", condition="answers-lost", mistake="key-per-attempt")
