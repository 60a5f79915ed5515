"""request-property-max-length-decreased."""

from __future__ import annotations

import pytest

from ..drifting import post, status


@pytest.mark.parametrize(("value", "expected"), [("abcd", 400), ("abc", 200), (12345, 200)])
def test_longer_texts_are_refused(value: object, expected: int) -> None:
    """Characters count, not bytes."""
    assert status("request-property-max-length-decreased", post({"note": value}), at="note", length=3) == expected
    assert status("request-property-max-length-decreased", post({"note": "äöü"}), at="note", length=3) == 200
