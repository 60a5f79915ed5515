"""sem-html-escaped."""

from __future__ import annotations

from ..drifting import shown


def test_signs_are_entities() -> None:
    """Letters stay."""
    assert shown("sem-html-escaped", "subject", "a < b & 'c'") == "a &lt; b &amp; &#x27;c&#x27;"
