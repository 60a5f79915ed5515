"""sem-line-breaks-changed."""

from __future__ import annotations

from ..drifting import shown


def test_line_breaks_are_the_other_ones() -> None:
    """In both directions."""
    assert shown("sem-line-breaks-changed", "subject", "a\nb") == "a\r\nb"
    assert shown("sem-line-breaks-changed", "subject", "a\r\nb") == "a\nb"
