"""sem-thousands-separated."""

from __future__ import annotations

from ..drifting import shown


def test_digits_stand_in_groups() -> None:
    """With any separator."""
    assert shown("sem-thousands-separated", "total", 1234567) == "1,234,567"
    assert shown("sem-thousands-separated", "total", 1234.5, separator="'") == "1'234.50"
    assert shown("sem-thousands-separated", "subject", "a lot") == "a lot"
