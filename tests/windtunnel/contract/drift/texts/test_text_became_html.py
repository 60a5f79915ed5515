"""sem-text-became-html."""

from __future__ import annotations

from ..drifting import shown


def test_lines_are_paragraphs() -> None:
    """With entities; nothing stays nothing."""
    assert shown("sem-text-became-html", "subject", "a\n\nb & c") == "<p>a</p><p>b &amp; c</p>"
    assert shown("sem-text-became-html", "subject", "") == ""
