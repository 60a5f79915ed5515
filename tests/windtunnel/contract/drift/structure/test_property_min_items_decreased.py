"""response-property-min-items-decreased."""

from __future__ import annotations

from ..drifting import shown


def test_the_list_is_empty() -> None:
    """What is no list stays."""
    assert shown("response-property-min-items-decreased", "tags", ["a", "b"]) == []
    assert shown("response-property-min-items-decreased", "subject", "a") == "a"
