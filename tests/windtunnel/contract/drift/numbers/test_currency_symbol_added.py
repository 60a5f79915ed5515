"""sem-currency-symbol-added."""

from __future__ import annotations

from ..drifting import shown


def test_amounts_carry_their_currency() -> None:
    """With two digits behind the point."""
    assert shown("sem-currency-symbol-added", "total", 12.5) == "€12.50"
    assert shown("sem-currency-symbol-added", "paid", True) is True
