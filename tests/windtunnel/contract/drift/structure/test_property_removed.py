"""response-required-property-removed."""

from __future__ import annotations

from ..drifting import RECORD, seen


def test_only_the_field_is_gone() -> None:
    """Everything else stays as it was."""
    expected = {name: value for name, value in RECORD.items() if name != "subject"}
    assert seen("response-required-property-removed", "Ticket.subject") == expected
