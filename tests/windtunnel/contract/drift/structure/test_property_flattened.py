"""sem-property-flattened."""

from __future__ import annotations

from ..drifting import seen, written


def test_the_members_stand_beside_the_object_and_back() -> None:
    """Under longer names."""
    assert seen("sem-property-flattened", "Ticket.owner", {"owner": {"name": "J"}}) == {"owner_name": "J"}
    assert written("sem-property-flattened", "Ticket.owner", {"owner_name": "J"}) == {"owner": {"name": "J"}}


def test_what_is_no_object_is_left_alone() -> None:
    """In answers and in requests."""
    assert seen("sem-property-flattened", "Ticket.owner", {"owner": None}) == {"owner": None}
    assert written("sem-property-flattened", "Ticket.owner", {"id": 1}) == {"id": 1}
