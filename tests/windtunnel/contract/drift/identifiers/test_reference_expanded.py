"""sem-reference-expanded."""

from __future__ import annotations

from ..drifting import shown, written


def test_references_are_objects_and_back() -> None:
    """Null stays null."""
    assert shown("sem-reference-expanded", "owner_id", 7) == {"id": 7}
    assert shown("sem-reference-expanded", "owner_id", None) is None
    assert written("sem-reference-expanded", "Ticket.owner_id", {"owner_id": {"id": 7}}) == {"owner_id": 7}
