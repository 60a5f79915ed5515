"""Text that can be sent on."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from adapters.canonical.text import whole


@given(st.text(st.characters(exclude_categories=())))
def test_any_text_becomes_one_that_can_be_sent(text: str) -> None:
    """Halves of characters are joined or replaced; everything else stays."""
    sound = whole(text)
    assert sound.encode().decode() == sound
    if not any("\ud800" <= character <= "\udfff" for character in text):
        assert sound == text
