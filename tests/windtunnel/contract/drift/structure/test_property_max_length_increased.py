"""response-property-max-length-increased."""

from __future__ import annotations

from ..drifting import shown


def test_the_text_is_longer_than_the_contract_allowed() -> None:
    """By one character, or as long as it is said."""
    assert len(shown("response-property-max-length-increased", "subject", "abc")) == 31
    assert shown("response-property-max-length-increased", "subject", "abc", length=5) == "abcab"


def test_what_cannot_grow_is_left_alone() -> None:
    """An empty text, a longer text."""
    assert shown("response-property-max-length-increased", "subject", "") == ""
    assert shown("response-property-max-length-increased", "subject", "abc", length=2) == "abc"
