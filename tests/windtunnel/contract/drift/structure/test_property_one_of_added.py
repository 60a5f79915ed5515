"""response-property-one-of-added."""

from __future__ import annotations

from ..drifting import listed, make


def test_some_values_stand_in_an_object() -> None:
    """The others are as before."""
    rows = [{"total": 12}] * 40
    forms = [row["total"] for row in listed(make("response-property-one-of-added", "Ticket.total"), rows)]
    assert 12 in forms
    assert {"type": "value", "value": 12} in forms
