"""Counting tokens."""

from __future__ import annotations

import pytest

from simulators.anthropic.tokens import TokenCounter
from tests.simulators.anthropic.desk import contract


@pytest.fixture
def counter() -> TokenCounter:
    """Return a counter of the profile."""
    return TokenCounter(contract().profile.limits)


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("a", 1), ("abcd", 1), ("abcde", 2), ("📦" * 8, 2)])
def test_four_characters_are_a_token(counter: TokenCounter, text: str, tokens: int) -> None:
    """Begun ones count whole, whatever the alphabet."""
    assert counter.count(text) == tokens


def test_pieces_add_up(counter: TokenCounter) -> None:
    """No character is lost, no piece is longer than asked."""
    pieces = counter.pieces("abcdefghij", 2)
    assert pieces == ["abcdefgh", "ij"]
    assert counter.cut("abcdefghij", 2) == "abcdefgh"
    assert counter.cut("abc", -1) == ""


def test_documents_count_by_size(counter: TokenCounter) -> None:
    """As many tokens as their bytes would be as text."""
    assert counter.of_bytes(401) == 101
