"""request-property-max-decreased."""

from __future__ import annotations

import pytest

from ..drifting import post, status


@pytest.mark.parametrize(("value", "expected"), [(11, 400), (10, 200), ("11", 200), (True, 200)])
def test_larger_numbers_are_refused(value: object, expected: int) -> None:
    """A flag is no number."""
    assert status("request-property-max-decreased", post({"total": value}), at="total", maximum=10) == expected
