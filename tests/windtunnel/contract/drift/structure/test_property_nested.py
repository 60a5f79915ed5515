"""sem-property-nested."""

from __future__ import annotations

from ..drifting import seen, written


def test_the_field_moves_into_an_object_and_back() -> None:
    """Beside what stands there already."""
    assert seen("sem-property-nested", "Ticket.total", {"id": 1, "total": 12}) == {"id": 1, "attributes": {"total": 12}}
    changed = seen("sem-property-nested", "Ticket.total", {"total": 12, "owner": {"name": "J"}}, into="owner")
    assert changed == {"owner": {"name": "J", "total": 12}}
    assert written("sem-property-nested", "Ticket.total", {"attributes": {"total": 12}}) == {"total": 12}


def test_other_members_of_the_object_stay_in_requests() -> None:
    """Only the field moves."""
    assert written("sem-property-nested", "Ticket.total", {"attributes": {"total": 12, "other": 1}}) == {
        "attributes": {"other": 1},
        "total": 12,
    }
