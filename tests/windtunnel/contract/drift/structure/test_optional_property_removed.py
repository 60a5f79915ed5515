"""response-optional-property-removed."""

from __future__ import annotations

from ..drifting import seen


def test_the_field_never_appears() -> None:
    """Nothing else changes."""
    assert seen("response-optional-property-removed", "Ticket.note", {"id": 1, "note": "n"}) == {"id": 1}
