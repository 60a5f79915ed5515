"""sem-duration-format-changed."""

from __future__ import annotations

import pytest

from ..drifting import shown


@pytest.mark.parametrize(
    ("seconds", "duration"), [(5400, "PT1H30M"), (0, "PT0S"), (61.5, "PT1M1.5S"), (-1, -1), (360000, "PT100H")]
)
def test_seconds_are_durations(seconds: float, duration: object) -> None:
    """As ISO 8601 writes them."""
    assert shown("sem-duration-format-changed", "total", seconds) == duration
