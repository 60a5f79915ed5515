"""response-property-type-changed."""

from __future__ import annotations

from .drifting import RECORD, seen


def test_a_number_becomes_text() -> None:
    """The digits stay."""
    assert seen("response-property-type-changed", "Ticket.id") == {**RECORD, "id": "111"}


def test_a_value_becomes_a_list() -> None:
    """With the value as its only item."""
    changed = seen("response-property-type-changed", "Ticket.subject", to="list")
    assert changed == {**RECORD, "subject": ["a question"]}
