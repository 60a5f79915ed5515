"""sem-unicode-decomposed."""

from __future__ import annotations

from ..drifting import shown


def test_letters_with_marks_are_two_code_points() -> None:
    """They look the same and are not equal."""
    changed = shown("sem-unicode-decomposed", "subject", "caf\u00e9")
    assert changed == "cafe\u0301"
