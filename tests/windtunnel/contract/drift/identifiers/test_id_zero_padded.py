"""sem-id-zero-padded."""

from __future__ import annotations

from ..drifting import shown


def test_ids_have_one_length() -> None:
    """With leading zeros."""
    assert shown("sem-id-zero-padded", "id", 111) == "00000000000000000111"
