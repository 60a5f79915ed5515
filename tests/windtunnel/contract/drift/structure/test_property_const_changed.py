"""response-property-const-changed."""

from __future__ import annotations

from ..drifting import shown


def test_the_constant_is_another() -> None:
    """With the suffix."""
    assert shown("response-property-const-changed", "kind", "ticket") == "ticket.v2"
