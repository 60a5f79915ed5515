"""response-property-became-nullable."""

from __future__ import annotations

from ..drifting import RECORD, seen


def test_the_field_is_null() -> None:
    """The field is there, without a value."""
    assert seen("response-property-became-nullable", "Ticket.subject") == {**RECORD, "subject": None}
