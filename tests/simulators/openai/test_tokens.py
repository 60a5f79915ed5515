"""Counting tokens."""

from __future__ import annotations

import pytest

from simulators.openai.tokens import TokenCounter

LIMITS = {"characters_per_token": 4, "tokens_per_message": 3, "tokens_per_reply_primer": 3}


@pytest.mark.parametrize(("text", "tokens"), [("", 0), ("a", 1), ("abcd", 1), ("abcde", 2), ("ü" * 8, 2)])
def test_four_characters_are_a_token(text: str, tokens: int) -> None:
    """A text that is not empty has at least one token."""
    assert TokenCounter(LIMITS).count(text) == tokens


def test_pieces_are_the_tokens_and_add_up() -> None:
    """There are as many pieces as tokens, and together they are the text."""
    counter, text = TokenCounter(LIMITS), "One card, 🙂 two charges."
    assert len(counter.pieces(text)) == counter.count(text)
    assert "".join(counter.pieces(text, 2)) == text


def test_cutting_keeps_whole_tokens() -> None:
    """A cut text has exactly the tokens that were allowed."""
    counter = TokenCounter(LIMITS)
    assert counter.cut("abcdefghij", 2) == "abcdefgh"
    assert counter.cut("abc", -1) == ""


def test_files_count_by_what_they_decode_to() -> None:
    """Base64 is a third longer than what it stands for; the head of a data URL does not count."""
    assert TokenCounter(LIMITS).of_file("data:text/plain;base64," + "A" * 64) == 12
