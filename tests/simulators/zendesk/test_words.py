"""Tags."""

from __future__ import annotations

import pytest

from simulators.zendesk.refusals import InvalidAttribute
from simulators.zendesk.words import tag_words


def test_tags_are_lower_case_without_blanks() -> None:
    """Blanks become underscores, repetitions go."""
    assert tag_words(["VIP Client", "vip_client", " a  b ", ""]) == ["vip_client", "a_b"]
    assert tag_words("Red, green  BLUE") == ["red", "green", "blue"]
    assert tag_words(None) == []


def test_other_values_are_refused() -> None:
    """A number is no list of tags."""
    with pytest.raises(InvalidAttribute):
        tag_words(5)
