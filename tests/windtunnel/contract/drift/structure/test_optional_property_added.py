"""response-optional-property-added."""

from __future__ import annotations

from ..drifting import RECORD, seen


def test_a_new_field_stands_beside_the_old() -> None:
    """Nothing else changes, and nothing that is there already."""
    assert seen("response-optional-property-added", "Ticket.subject") == {**RECORD, "added_later": "new"}
    assert seen("response-optional-property-added", "Ticket.subject", named="total") == RECORD
