"""sem-day-month-swapped."""

from __future__ import annotations

import pytest

from ..drifting import shown


@pytest.mark.parametrize(
    ("written", "swapped"),
    [
        ("2026-01-05T09:00:00Z", "2026-05-01T09:00:00Z"),
        ("2026-01-05", "2026-05-01"),
        ("2026-01-13", "2026-01-13"),
        ("2026-W02-1", "2026-W02-1"),
    ],
)
def test_day_and_month_change_places_where_they_can(written: str, swapped: str) -> None:
    """There is no thirteenth month."""
    assert shown("sem-day-month-swapped", "opened_at", written) == swapped
