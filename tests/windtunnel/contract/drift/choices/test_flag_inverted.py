"""sem-flag-inverted."""

from __future__ import annotations

from ..drifting import shown, written


def test_flags_have_the_other_value() -> None:
    """In answers, and what a request says is turned back."""
    assert shown("sem-flag-inverted", "paid", True) is False
    assert shown("sem-flag-inverted", "paid", None) is None
    assert written("sem-flag-inverted", "Ticket.paid", {"paid": False}) == {"paid": True}
