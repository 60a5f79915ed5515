"""sem-url-escaped."""

from __future__ import annotations

from ..drifting import shown


def test_texts_are_percent_encoded() -> None:
    """Slashes too."""
    assert shown("sem-url-escaped", "subject", "a question/é") == "a%20question%2F%C3%A9"
