"""sem-number-rounded."""

from __future__ import annotations

import pytest

from ..drifting import shown


@pytest.mark.parametrize(
    ("value", "digits", "rounded"), [(12.345, 0, 12), (12.345, 2, 12.35), ("12.345", 1, "12.3"), (12, 0, 12)]
)
def test_digits_are_gone(value: object, digits: int, rounded: object) -> None:
    """In numbers, and in numbers that are text."""
    assert shown("sem-number-rounded", "total", value, digits=digits) == rounded
