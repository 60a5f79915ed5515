"""sem-null-became-absent."""

from __future__ import annotations

from ..drifting import seen, shown


def test_null_is_not_mentioned() -> None:
    """A value is."""
    assert seen("sem-null-became-absent", "Ticket.note", {"id": 1, "note": None}) == {"id": 1}
    assert shown("sem-null-became-absent", "note", "n") == "n"
