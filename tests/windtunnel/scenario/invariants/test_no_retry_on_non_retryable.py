"""no-retry-on-non-retryable: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from ..rehearsing import assert_judged


def test_the_planted_mistake_is_caught() -> None:
    """A subject that retries a 422 is caught."""
    assert_judged("no-retry-on-non-retryable", condition="refused", mistake="retries-refusals")
