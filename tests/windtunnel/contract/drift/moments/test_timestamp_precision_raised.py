"""sem-timestamp-precision-raised."""

from __future__ import annotations

import pytest

from ..drifting import shown


@pytest.mark.parametrize(
    ("to", "written"),
    [
        ("milliseconds", "2026-01-05T09:00:00.000Z"),
        ("microseconds", "2026-01-05T09:00:00.000000Z"),
        ("nanoseconds", "2026-01-05T09:00:00.000000000Z"),
    ],
)
def test_the_moment_has_more_digits(to: str, written: str) -> None:
    """A date has none."""
    assert shown("sem-timestamp-precision-raised", "opened_at", "2026-01-05T09:00:00Z", to=to) == written
    assert shown("sem-timestamp-precision-raised", "opened_at", "2026-01-05", to=to) == "2026-01-05"
