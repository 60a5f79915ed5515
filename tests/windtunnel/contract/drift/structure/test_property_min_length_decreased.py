"""response-property-min-length-decreased."""

from __future__ import annotations

from ..drifting import shown


def test_the_text_is_empty() -> None:
    """Not null, and not absent."""
    assert shown("response-property-min-length-decreased", "subject", "a question") == ""
