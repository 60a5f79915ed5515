"""sem-text-padded."""

from __future__ import annotations

from ..drifting import shown


def test_spaces_stand_behind_texts() -> None:
    """One at least."""
    assert shown("sem-text-padded", "subject", "abc", width=5) == "abc  "
    assert shown("sem-text-padded", "subject", "abcdef", width=5) == "abcdef "
