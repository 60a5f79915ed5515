"""sem-flag-as-text."""

from __future__ import annotations

import pytest

from ..drifting import shown, written


@pytest.mark.parametrize(("to", "word"), [("true-false", "false"), ("yes-no", "no"), ("1-0", "0"), ("number", 0)])
def test_flags_are_words(to: str, word: object) -> None:
    """In answers and in requests."""
    assert shown("sem-flag-as-text", "paid", False, to=to) == word
    assert written("sem-flag-as-text", "Ticket.paid", {"paid": word}, to=to) == {"paid": False}
    assert written("sem-flag-as-text", "Ticket.paid", {"paid": "perhaps"}, to=to) == {"paid": "perhaps"}
