"""response-property-enum-value-added."""

from __future__ import annotations

from .drifting import seen


def test_the_field_takes_a_value_that_nobody_knows() -> None:
    """The value can be chosen."""
    assert (
        seen("response-property-enum-value-added", "Ticket.subject", value="solved_twice")["subject"] == "solved_twice"
    )
