"""request-property-type-changed."""

from __future__ import annotations

import pytest

from ..drifting import post, status


@pytest.mark.parametrize(
    ("to", "value", "expected"),
    [
        ("object", "a", 400),
        ("object", {}, 200),
        ("number", True, 400),
        ("number", 1.5, 200),
        ("boolean", True, 200),
        ("array", None, 200),
    ],
)
def test_other_types_are_refused(to: str, value: object, expected: int) -> None:
    """Null is left to other rules."""
    assert status("request-property-type-changed", post({"note": value}), at="note", to=to) == expected
    assert status("request-property-type-changed", post({}), at="note", to=to) == 200
