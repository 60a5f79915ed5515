"""sem-sign-inverted."""

from __future__ import annotations

from ..drifting import shown, written


def test_numbers_change_their_sign_and_back() -> None:
    """Zero has none."""
    assert shown("sem-sign-inverted", "total", 12) == -12
    assert shown("sem-sign-inverted", "total", 0) == 0
    assert written("sem-sign-inverted", "Ticket.total", {"total": -12}) == {"total": 12}
