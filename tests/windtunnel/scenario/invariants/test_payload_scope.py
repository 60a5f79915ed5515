"""payload-scope: the planted mistake is caught, the careful subject is not."""

from __future__ import annotations

import pytest

from .judging import assert_judged
from .stories import Story, verdict


@pytest.mark.thorough
def test_the_planted_mistake_is_caught() -> None:
    """A subject that passes the whole record on is caught."""
    assert_judged("payload-scope", condition="calm", mistake="tells-everybody-everything")


def test_only_searches_for_its_own_fields_count() -> None:
    """Somebody else's search proves nothing of them."""
    story = Story()
    story.fact("scanned", None, of="something-else", places=7)
    assert verdict(story.judge("payload-scope", fields=["email"])) == ("INCONCLUSIVE", 0, 0)
