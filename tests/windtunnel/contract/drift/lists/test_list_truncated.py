"""sem-list-truncated."""

from __future__ import annotations

from ..drifting import listed, make


def test_only_the_first_rows_arrive() -> None:
    """Half of them, or as many as it is said."""
    rows = [{"id": number} for number in range(4)]
    assert listed(make("sem-list-truncated"), rows) == rows[:2]
    assert listed(make("sem-list-truncated", rows_max=3), rows) == rows[:3]
    assert listed(make("sem-list-truncated", rows_max=4), rows) == rows
