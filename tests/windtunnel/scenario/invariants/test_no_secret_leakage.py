"""no-secret-leakage: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from ..rehearsing import assert_judged


def test_the_planted_mistake_is_caught() -> None:
    """A subject that logs a credential is caught."""
    assert_judged("no-secret-leakage", condition="calm", mistake="logs-its-token")
