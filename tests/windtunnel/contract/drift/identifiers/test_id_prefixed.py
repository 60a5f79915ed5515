"""sem-id-prefixed."""

from __future__ import annotations

from ..drifting import shown


def test_ids_carry_a_prefix() -> None:
    """Text where a number was."""
    assert shown("sem-id-prefixed", "id", 111) == "obj_111"
