"""payload-scope: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

from .judging import assert_judged


def test_the_planted_mistake_is_caught() -> None:
    """A subject that passes the whole record on is caught."""
    assert_judged("payload-scope", condition="calm", mistake="tells-everybody-everything")
