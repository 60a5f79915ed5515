"""request-property-became-not-nullable."""

from __future__ import annotations

from ..drifting import post, status


def test_null_is_refused() -> None:
    """Nothing, and something, are taken."""
    for body, expected in (({"note": None}, 400), ({"note": "n"}, 200), ({}, 200)):
        assert status("request-property-became-not-nullable", post(body), at="note") == expected
